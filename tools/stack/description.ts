import type { InterlockPlace } from './interlock';
import type { Life } from './life';

/** What stack.json says; CONTRACT of the commands. */
export interface StackDescription {
  readonly api: string;
  readonly console: string;
  readonly temporal: string;
  readonly temporalUi: string;
  readonly postgres: string;
  readonly systems: Readonly<Record<string, string>>;
  readonly controls: Readonly<Record<string, string>>;
  /** Address of each plant's own gate. */
  readonly plantGates: Readonly<Record<string, string>>;
  /** Where each process gives its measures, for Prometheus. */
  readonly metrics: Readonly<Record<string, string>>;
  readonly processes: readonly {
    readonly name: string;
    readonly pid: number;
    /** How often it ended though nobody had ended it, and was started again. */
    readonly endedByItself: number;
  }[];
  readonly keys: Readonly<Record<string, string>>;
  readonly webhookSecrets: Readonly<Record<string, string>>;
}

/** @param processes as they run now */
export function describe(
  place: InterlockPlace,
  life: Life,
  processes: StackDescription['processes'],
): StackDescription {
  const api = `http://127.0.0.1:${place.apiPort}`;
  const systems = Object.entries(place.systems);
  return {
    api,
    console: `${api}/console`,
    temporal: place.temporal,
    temporalUi: place.temporalUi,
    postgres: place.databaseUrl,
    systems: Object.fromEntries(systems.map(([name, { address }]) => [name, address])),
    controls: Object.fromEntries(
      systems.flatMap(([name, { control }]) => (control === null ? [] : [[name, control]])),
    ),
    plantGates: Object.fromEntries(
      Object.entries(place.plantGates).map(([plant, { port }]) => [plant, `http://127.0.0.1:${port}`]),
    ),
    metrics: {
      api: `${api}/metrics`,
      ...Object.fromEntries(
        Object.entries(place.metricsPorts).map(([name, port]) => [name, `http://127.0.0.1:${port}/metrics`]),
      ),
    },
    processes,
    keys: life.keys,
    webhookSecrets: life.webhookSecrets,
  };
}
