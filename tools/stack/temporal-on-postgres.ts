import { join } from 'node:path';
import { baseEnvironment } from './environment';
import { replaceJson } from './files';
import type { Ports } from './ports';
import type { ProcessSpec } from './supervised';
import type { OneShot } from './supervisor';
import { DYNAMIC_CONFIG } from './temporal';

export const DATABASES = { default: 'temporal', visibility: 'temporal_visibility' };

/** Ports of the server's four services, beside the frontend's own, in the variables by which it is told. */
const OTHER_PORTS = {
  FRONTEND_HTTP_PORT: 7243,
  FRONTEND_MEMBERSHIP_PORT: 6933,
  MATCHING_GRPC_PORT: 7235,
  MATCHING_MEMBERSHIP_PORT: 6935,
  HISTORY_GRPC_PORT: 7234,
  HISTORY_MEMBERSHIP_PORT: 6934,
  WORKER_GRPC_PORT: 7239,
  WORKER_MEMBERSHIP_PORT: 6939,
};

export interface TemporalOnPostgres {
  /** Brings the databases, which must be there, to the server's version; one after the other. */
  readonly schema: readonly OneShot[];
  readonly spec: ProcessSpec;
}

/**
 * The Temporal server on PostgreSQL, for throughput: the dev server has one shard and one connection. It has no Web UI.
 * @param programs folder with `server` and `sql`
 * @param data folder for its settings
 * @param cluster connection string of any database of the cluster
 */
export async function temporalOnPostgres(
  programs: string,
  data: string,
  cluster: string,
  frontend: number,
  ports: Ports,
): Promise<TemporalOnPostgres> {
  const { hostname, port, username, password } = new URL(cluster);
  const settings = join(data, 'temporal-dynamic-config.yaml');
  replaceJson(
    settings,
    Object.fromEntries(Object.entries(DYNAMIC_CONFIG).map(([key, value]) => [key, [{ value }]])),
  );
  const others = await Promise.all(
    Object.entries(OTHER_PORTS).map(
      async ([name, usual]) => [name, String(await ports.choose(name, usual))] as const,
    ),
  );

  const sql = (name: string, database: string, ...command: string[]): OneShot => ({
    name,
    command: join(programs, 'sql'),
    args: ['--db', database, ...command],
    env: {
      ...baseEnvironment(),
      SQL_PLUGIN: 'postgres12',
      SQL_HOST: hostname,
      SQL_PORT: port,
      SQL_USER: username,
      SQL_PASSWORD: password,
    },
  });
  const schemaOf = (database: string, embedded: string) => [
    sql(`${database}-schema`, database, 'setup-schema', '-v', '0.0'),
    sql(`${database}-schema`, database, 'update-schema', '--schema-name', `postgresql/v12/${embedded}`),
  ];
  return {
    schema: [...schemaOf(DATABASES.default, 'temporal'), ...schemaOf(DATABASES.visibility, 'visibility')],
    spec: {
      name: 'temporal',
      command: join(programs, 'server'),
      args: ['start'],
      env: {
        ...baseEnvironment(),
        ...Object.fromEntries(others),
        DB: 'postgres12',
        DB_PORT: port,
        POSTGRES_SEEDS: hostname,
        POSTGRES_USER: username,
        POSTGRES_PWD: password,
        DBNAME: DATABASES.default,
        VISIBILITY_DBNAME: DATABASES.visibility,
        NUM_HISTORY_SHARDS: '64',
        BIND_ON_IP: '127.0.0.1',
        FRONTEND_GRPC_PORT: String(frontend),
        DYNAMIC_CONFIG_FILE_PATH: settings,
        LOG_LEVEL: 'warn',
        // Fewer collections: memory is cheaper here than one of two cores.
        GOGC: '400',
      },
      ready: { tcp: frontend },
    },
  };
}
