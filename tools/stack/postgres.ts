import { createHash } from 'node:crypto';
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { postgresPrograms, type PostgresPrograms } from '../provision/postgres';
import { runProgram } from '../provision/run';
import { baseEnvironment } from './environment';
import { endOrphans, listProcesses } from './processes';
import type { ProcessSpec } from './supervised';

const SUPERUSER = 'interlock';

export interface Cluster {
  readonly spec: ProcessSpec;
  /** The connection string of a database of this cluster. */
  readonly url: (database: string) => string;
}

/**
 * A PostgreSQL cluster in `folder`, initialised when it is not there yet.
 * @param folder where its data are, or (as root) a link to where its OS user may go
 */
export async function postgresCluster(folder: string, port: number, password: string): Promise<Cluster> {
  const programs = await postgresPrograms();
  const data = ownFolder(folder, programs);
  if (!existsSync(data)) await initialise(programs, data, password);
  // Shown in the title of each of its processes: by it those are found that a killed postmaster leaves behind.
  const name = `interlock-${hash(data)}`;
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    cluster_name: name,
    max_connections: 200,
  };
  return {
    url: (database) => `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`,
    spec: {
      name: 'postgres',
      command: programs.postgres,
      args: ['-D', data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
      env: baseEnvironment(),
      cwd: '/',
      user: programs.user,
      // Fast shutdown: SIGTERM would wait for every client to leave.
      stopSignal: 'SIGINT',
      urgent: true,
      ready: { check: () => answers(`postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`) },
      beforeStart: async () => {
        await endOrphans(
          listProcesses().filter(
            ({ commandLine }) => commandLine.startsWith('postgres: ') && commandLine.includes(`${name}:`),
          ),
        );
        rmSync(join(data, 'postmaster.pid'), { force: true });
      },
    },
  };
}

/** Removes a cluster's data, and the link to it if there is one. */
export function removeCluster(folder: string): void {
  rmSync(systemFolder(folder), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}

/** Removes every cluster of a stack's data folder, those of its systems included. */
export function removeClusters(data: string): void {
  const systems = join(data, 'systems');
  const own = existsSync(systems) ? readdirSync(systems).map((name) => join(systems, name, 'postgres')) : [];
  for (const folder of [join(data, 'postgres'), ...own]) removeCluster(folder);
}

/** Creates a database unless it is there. @param template the database that it is a copy of */
export async function createDatabase(adminUrl: string, name: string, template = 'template1'): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    const [database, source] = [name, template].map((text) => client.escapeIdentifier(text));
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database} TEMPLATE ${source}`);
  } finally {
    await client.end();
  }
}

/**
 * Where the data of a cluster in `folder` lie: there, or as root in a folder of the system's that it becomes a link to,
 * since the OS user of PostgreSQL may not enter a folder such as /root.
 */
export function ownFolder(folder: string, { user }: PostgresPrograms): string {
  if (!user) return folder;
  const data = systemFolder(folder);
  mkdirSync(dirname(data), { recursive: true, mode: 0o755 });
  if (!lstatSync(folder, { throwIfNoEntry: false })) {
    // The folder was deleted by hand: what it linked to is of a stack that is no more.
    rmSync(data, { recursive: true, force: true });
    symlinkSync(data, folder);
  }
  return data;
}

const systemFolder = (folder: string) => join('/var/lib/interlock', `data-${hash(folder)}`);

/** Beside the folder and then in its place: one that was interrupted is begun anew. */
async function initialise({ initdb, user }: PostgresPrograms, data: string, password: string): Promise<void> {
  const next = `${data}-next`;
  rmSync(next, { recursive: true, force: true });
  mkdirSync(next, { mode: 0o700 });
  if (user) chownSync(next, user.uid, user.gid);
  const secret = join(tmpdir(), `interlock-${hash(data)}-${process.pid}`);
  writeFileSync(secret, password, { mode: 0o600 });
  if (user) chownSync(secret, user.uid, user.gid);
  try {
    // The builtin locale is the same on every system.
    const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
    const access = ['--auth=scram-sha-256', `--username=${SUPERUSER}`, `--pwfile=${secret}`];
    await runProgram(initdb, ['-D', next, '--no-sync', ...locale, ...access], {
      ...user,
      cwd: '/',
      env: baseEnvironment(),
    });
    renameSync(next, data);
  } finally {
    rmSync(secret, { force: true });
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    return true;
  } finally {
    await client.end();
  }
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);
