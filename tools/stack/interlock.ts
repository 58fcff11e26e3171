import { join, resolve } from 'node:path';
import type { DatabaseRole } from '../../ledger/grants';
import { DIST, ROOT } from '../root';
import { baseEnvironment } from './environment';
import type { Profile, SystemAddresses } from './profile';
import type { ProcessSpec } from './supervised';
import type { OneShot } from './supervisor';

export const NAMESPACE = 'interlock';

/** What Interlock's own processes are told. */
export interface InterlockPlace {
  readonly profile: Profile;
  /** Of the owner, who migrates. */
  readonly databaseUrl: string;
  readonly databasePasswords: { readonly api: string; readonly worker: string };
  readonly temporal: string;
  readonly temporalUi: string;
  readonly credentials: string;
  readonly apiPort: number;
  readonly systems: Readonly<Record<string, SystemAddresses>>;
  /** Files of the key pair for deny-lists. */
  readonly denyListKey: { readonly private: string; readonly public: string };
  /** Files of the key by which seals of the audit are signed, and of the set by which they are checked. */
  readonly auditKey: { readonly private: string; readonly public: string };
  /** The ring of keys for what sagas carry through Temporal. */
  readonly payloadKeys: string;
  /** By plant; the worker of a plant that is not named has no gate. */
  readonly plantGates: Readonly<Record<string, PlantGatePlace>>;
  /** Where workers give their measures, by process; one that is not named gives none. */
  readonly metricsPorts: Readonly<Record<string, number>>;
  /** Each plant's bearer key. */
  readonly plantKeys: Readonly<Record<string, string>>;
}

/** Where a plant's own gate listens, and what it is given. */
export interface PlantGatePlace {
  readonly port: number;
  /** A folder of the plant's. */
  readonly data: string;
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
    INTERLOCK_PAYLOAD_KEYS: place.payloadKeys,
    ...Object.fromEntries(
      Object.entries(place.systems).map(([name, { address }]) => [addressVariable(name), address]),
    ),
  };
  const withLedger = (role: 'api' | 'worker') => ({
    ...common,
    INTERLOCK_DATABASE_URL: urlOf(`interlock_${role}`, place.databasePasswords[role], place.databaseUrl),
  });
  const asOwner = {
    ...common,
    INTERLOCK_DATABASE_URL: place.databaseUrl,
    INTERLOCK_DATABASE_API_PASSWORD: place.databasePasswords.api,
    INTERLOCK_DATABASE_WORKER_PASSWORD: place.databasePasswords.worker,
  };
  const program = (name: string, path: string, env: Record<string, string>) => ({
    name,
    command: process.execPath,
    args: [join(DIST, path)],
    cwd: ROOT,
    env,
  });
  // A worker without a gate has no port: that it polls is what promote waits for.
  const started = { check: () => Promise.resolve(true) };
  return {
    migrate: program('migrate', 'ledger/migrate.js', asOwner),
    prepare: program('prepare', 'temporal/prepare.js', common),
    promote: program('promote', 'temporal/promote.js', withLedger('worker')),
    api: {
      ...program('api', 'api/main.js', {
        ...withLedger('api'),
        INTERLOCK_API_PORT: String(place.apiPort),
        INTERLOCK_DENY_LIST_KEY: place.denyListKey.private,
        INTERLOCK_AUDIT_PUBLIC_KEYS: place.auditKey.public,
      }),
      ready: { http: `http://127.0.0.1:${place.apiPort}/healthz` },
      urgent: true,
    },
    workers: [
      {
        ...program('worker-enterprise', 'workers/enterprise.js', {
          ...withLedger('worker'),
          INTERLOCK_AUDIT_KEY: place.auditKey.private,
          ...metricsSettings('worker-enterprise', place),
        }),
        ready: started,
      },
      // No database: a plant worker has Temporal and its plant's systems.
      ...place.profile.plants.map((plant) => {
        const gate = place.plantGates[plant];
        return {
          ...program(`worker-${plant}`, 'workers/plant.js', {
            ...common,
            INTERLOCK_PLANT: plant,
            INTERLOCK_API: `http://127.0.0.1:${place.apiPort}`,
            INTERLOCK_PLANT_KEY: place.plantKeys[plant]!,
            ...metricsSettings(`worker-${plant}`, place),
            ...(gate && gateSettings(gate, place)),
          }),
          ready: gate ? { http: `http://127.0.0.1:${gate.port}/healthz` } : started,
        };
      }),
    ],
  };
}

/** Where a stack keeps its key for seals of the audit, and the public ones. @param data its data folder */
export const auditKeyIn = (data: string): InterlockPlace['auditKey'] => ({
  private: join(data, 'audit-key.json'),
  public: join(data, 'audit-public-keys.json'),
});

/** The connection string of another role for the same database. */
function urlOf(role: DatabaseRole, password: string, databaseUrl: string): string {
  const url = new URL(databaseUrl);
  [url.username, url.password] = [role, password];
  return url.href;
}

/** Where a stack keeps its ring of payload keys. @param data its data folder */
export const payloadKeysIn = (data: string): string => join(data, 'payload-keys.json');

const gateSettings = (gate: PlantGatePlace, place: InterlockPlace) => ({
  INTERLOCK_PLANT_GATE_PORT: String(gate.port),
  INTERLOCK_PLANT_DATA: gate.data,
  INTERLOCK_DENY_LIST_PUBLIC_KEY: place.denyListKey.public,
});

const metricsSettings = (process: string, { metricsPorts }: InterlockPlace): Record<string, string> => {
  const port = metricsPorts[process];
  return port === undefined ? {} : { INTERLOCK_METRICS_PORT: String(port) };
};

/** `mes-lyon` → `INTERLOCK_ADDRESS_MES_LYON`, as the topology files name it. */
export const addressVariable = (system: string) =>
  `INTERLOCK_ADDRESS_${system.toUpperCase().replaceAll('-', '_')}`;
