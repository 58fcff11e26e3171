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

export const baseEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    INHERITED.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
