/** What every process of the stack inherits: nothing that could point it at another ledger or Temporal. */
const INHERITED = [
  'PATH',
  'HOME',
  'USER',
  'LANG',
  'LC_ALL',
  'TZ',
  'TMPDIR',
  'XDG_CACHE_HOME',
  'INTERLOCK_LOG_LEVEL',
  'INTERLOCK_ENVIRONMENT',
];

/** Tracing is set up by OpenTelemetry's own variables. */
const isTracing = (name: string): boolean => name.startsWith('OTEL_');

export const baseEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    [...INHERITED, ...Object.keys(process.env).filter(isTracing)].flatMap((name) =>
      process.env[name] === undefined ? [] : [[name, process.env[name]]],
    ),
  );
