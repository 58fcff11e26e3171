/**
 * PostgreSQL alone, with a migrated database `interlock` to be cloned from: for tests of the ledger and for measuring.
 * `node dist/tools/stack/database.js --data <folder>`; database.json in that folder says where it is, once it is ready.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DIST, ROOT } from '../root';
import { baseEnvironment } from './environment';
import { replaceJson } from './files';
import { readOrBeginLife, saveLife } from './life';
import { Ports } from './ports';
import { createDatabase, postgresCluster } from './postgres';
import { runUntilStopped } from './run-until-stopped';
import { Supervisor } from './supervisor';

/** What database.json says. */
export interface DatabaseDescription {
  /** Connection string of the database `postgres`, by which others are created. */
  readonly admin: string;
  /** Name of the migrated database. */
  readonly template: string;
}

const TEMPLATE = 'interlock';

const { values: options } = parseArgs({
  options: { data: { type: 'string', default: resolve(ROOT, '.interlock') } },
});
const data = resolve(options.data);
const description = join(data, 'database.json');
mkdirSync(join(data, 'logs'), { recursive: true });
const supervisor = new Supervisor(data, join(data, 'logs'));
const life = readOrBeginLife(data, 'database', [], {});
const ports = new Ports(life.ports);

async function start(): Promise<void> {
  await supervisor.takeOver();
  const cluster = await postgresCluster(
    join(data, 'postgres'),
    await ports.choose('postgres', 5433),
    life.postgresPassword,
  );
  saveLife(data, life);
  await supervisor.start([cluster.spec]);
  await createDatabase(cluster.url('postgres'), TEMPLATE);
  await supervisor.run(migrations(cluster.url(TEMPLATE)), 0);
  replaceJson(description, {
    admin: cluster.url('postgres'),
    template: TEMPLATE,
  } satisfies DatabaseDescription);
}

async function stop(): Promise<void> {
  rmSync(description, { force: true });
  await supervisor.stop();
  ports.release();
}

const migrations = (url: string) => ({
  name: 'migrate',
  command: process.execPath,
  args: [join(DIST, 'ledger', 'migrate.js')],
  env: {
    ...baseEnvironment(),
    INTERLOCK_DATABASE_URL: url,
    INTERLOCK_TOPOLOGY: join(ROOT, 'config', 'topology.demo.yaml'),
    INTERLOCK_CREDENTIALS: join(data, 'credentials.json'),
  },
});

void runUntilStopped(start, stop);
