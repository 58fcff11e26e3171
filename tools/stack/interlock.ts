import { join, resolve } from 'node:path';
import { DIST, ROOT } from '../root';
import { baseEnvironment } from './environment';
import type { Profile, SystemAddresses } from './profile';
import type { ProcessSpec } from './supervised';
import type { OneShot } from './supervisor';

export const NAMESPACE = 'interlock';

/** What Interlock's own processes are told. */
export interface InterlockPlace {
  readonly profile: Profile;
  readonly databaseUrl: string;
  readonly temporal: string;
  readonly temporalUi: string;
  readonly credentials: string;
  readonly apiPort: number;
  readonly systems: Readonly<Record<string, SystemAddresses>>;
}

export interface InterlockPrograms {
  /** Brings the ledger up to date. */
  readonly migrate: OneShot;
  /** Namespace, retention, search attributes: before any worker starts. */
  readonly prepare: OneShot;
  /** Sets the current versions of the workers' deployments, once they poll. */
  readonly promote: OneShot;
  readonly api: ProcessSpec;
  readonly workers: readonly ProcessSpec[];
}

export function interlockPrograms(place: InterlockPlace): InterlockPrograms {
  const common = {
    ...baseEnvironment(),
    INTERLOCK_TEMPORAL_ADDRESS: place.temporal,
    INTERLOCK_TEMPORAL_NAMESPACE: NAMESPACE,
    INTERLOCK_TEMPORAL_UI: place.temporalUi,
    INTERLOCK_TOPOLOGY: resolve(ROOT, place.profile.topology),
    INTERLOCK_CREDENTIALS: place.credentials,
    ...Object.fromEntries(
      Object.entries(place.systems).map(([name, { address }]) => [addressVariable(name), address]),
    ),
  };
  const withLedger = { ...common, INTERLOCK_DATABASE_URL: place.databaseUrl };
  const program = (name: string, path: string, env: Record<string, string>) => ({
    name,
    command: process.execPath,
    args: [join(DIST, path)],
    cwd: ROOT,
    env,
  });
  // A worker has no port: that it polls is what promote waits for.
  const started = { check: () => Promise.resolve(true) };
  return {
    migrate: program('migrate', 'ledger/migrate.js', withLedger),
    prepare: program('prepare', 'temporal/prepare.js', common),
    promote: program('promote', 'temporal/promote.js', withLedger),
    api: {
      ...program('api', 'api/main.js', { ...withLedger, INTERLOCK_API_PORT: String(place.apiPort) }),
      ready: { http: `http://127.0.0.1:${place.apiPort}/healthz` },
    },
    workers: [
      { ...program('worker-enterprise', 'workers/enterprise.js', withLedger), ready: started },
      // No database: a plant worker has Temporal and its plant's systems.
      ...place.profile.plants.map((plant) => ({
        ...program(`worker-${plant}`, 'workers/plant.js', { ...common, INTERLOCK_PLANT: plant }),
        ready: started,
      })),
    ],
  };
}

/** `mes-lyon` → `INTERLOCK_ADDRESS_MES_LYON`, as the topology files name it. */
export const addressVariable = (system: string) =>
  `INTERLOCK_ADDRESS_${system.toUpperCase().replaceAll('-', '_')}`;
