import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namedKey } from '../../config/signer';
import { provision } from '../../tools/provision/run';
import { replaceJson } from '../../tools/stack/files';
import {
  auditKeyIn,
  interlockPrograms,
  NAMESPACE,
  payloadKeysIn,
  type InterlockPrograms,
} from '../../tools/stack/interlock';
import { credentialsOf, newPayloadKeys, plantKeysOf, readOrBeginLife } from '../../tools/stack/life';
import { Ports } from '../../tools/stack/ports';
import { createDatabase, postgresCluster, removeCluster } from '../../tools/stack/postgres';
import { findProfile } from '../../tools/stack/profiles';
import { Supervisor, type OneShot } from '../../tools/stack/supervisor';
import { temporalServer } from '../../tools/stack/temporal';
import { apiOf, type Api, type Caller } from '../support/api';

/** A process that nobody starts again. */
export interface LoneProcess {
  readonly pid: number;
  /** What it has written. */
  readonly log: () => string;
  /** Its exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** A server that a test starts and stops; what it knows is kept between. */
export interface LoneServer {
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly pid: () => number;
}

/** Interlock's processes, each begun when a test says so; every system takes calls and answers none. */
export interface LoneInterlock {
  readonly programs: InterlockPrograms;
  readonly database: LoneServer;
  readonly databaseUrl: string;
  readonly temporal: LoneServer;
  readonly api: (caller: Caller) => Api;
  readonly begin: (program: OneShot) => LoneProcess;
  /** What the systems were asked. */
  readonly heard: () => string;
  /** Ends all, and removes what they kept. */
  readonly close: () => Promise<void>;
}

export async function loneInterlock(): Promise<LoneInterlock> {
  const folder = mkdtempSync(join(tmpdir(), 'interlock-lone-'));
  const profile = findProfile('sandbox');
  const life = readOrBeginLife(folder, profile.name, profile.systems, {});
  const ports = new Ports(life.ports);
  const choose = (name: string) => ports.choose(name, 20_100);
  const postgres = join(folder, 'postgres');
  const cluster = await postgresCluster(postgres, await choose('postgres'), life.postgresPassword);
  const frontend = await choose('temporal');
  const ui = await choose('temporal-ui');
  const temporal = temporalServer(await provision('temporal'), join(folder, 'temporal.db'), NAMESPACE, {
    frontend,
    ui,
  });
  const silent = await silentServer();

  const credentials = join(folder, 'credentials.json');
  replaceJson(credentials, credentialsOf(life));
  const denyListKey = { private: join(folder, 'private.json'), public: join(folder, 'public.json') };
  replaceJson(denyListKey.private, life.denyListKey.private);
  replaceJson(denyListKey.public, life.denyListKey.public);
  const auditKey = auditKeyIn(folder);
  replaceJson(auditKey.private, life.auditKey.private);
  replaceJson(auditKey.public, { keys: [namedKey(life.auditKey.public)] });
  const payloadKeys = payloadKeysIn(folder);
  replaceJson(payloadKeys, newPayloadKeys());
  const apiPort = await choose('api');
  const databaseUrl = cluster.url('interlock');
  const programs = interlockPrograms({
    profile,
    databaseUrl,
    databasePasswords: life.databasePasswords,
    temporal: `127.0.0.1:${frontend}`,
    temporalUi: `http://127.0.0.1:${ui}`,
    credentials,
    apiPort,
    systems: Object.fromEntries(
      profile.systems.map((name) => [name, { address: silent.address, control: null }]),
    ),
    denyListKey,
    auditKey,
    payloadKeys,
    plantGates: {},
    metricsPorts: {},
    plantKeys: plantKeysOf(life, profile.plants),
  });

  const begun: LoneProcess[] = [];
  const server = (name: string, started: (supervisor: Supervisor) => Promise<void>): LoneServer => {
    const own = join(folder, name);
    mkdirSync(own);
    let supervisor = new Supervisor(own, own);
    return {
      start: () => started((supervisor = new Supervisor(own, own))),
      stop: () => supervisor.stop(),
      pid: () => supervisor.processes[0]!.pid,
    };
  };
  const servers = {
    database: server('database-server', async (supervisor) => {
      await supervisor.start([cluster.spec]);
      await createDatabase(cluster.url('postgres'), 'interlock');
    }),
    temporal: server('temporal-server', (supervisor) => supervisor.start([temporal])),
  };
  return {
    programs,
    ...servers,
    databaseUrl,
    api: (caller) => apiOf({ api: `http://127.0.0.1:${apiPort}`, keys: life.keys }, caller),
    begin: (program) => {
      const process = begin(program, join(folder, `${program.name}-${begun.length}.log`));
      begun.push(process);
      return process;
    },
    heard: silent.heard,
    close: async () => {
      for (const { pid } of begun) endNow(pid);
      await Promise.all(begun.map(({ ended }) => ended));
      await servers.temporal.stop();
      await servers.database.stop();
      silent.close();
      ports.release();
      removeCluster(postgres);
      rmSync(folder, { recursive: true });
    },
  };
}

function begin({ command, args, env, cwd }: OneShot, path: string): LoneProcess {
  const log = openSync(path, 'a');
  const child = spawn(command, args, { env, cwd, stdio: ['ignore', log, log] });
  closeSync(log);
  return {
    pid: child.pid!,
    log: () => readFileSync(path, 'utf8'),
    ended: once(child, 'exit').then(([code]) => code as number | null),
  };
}

function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Takes every call, and answers none. */
async function silentServer(): Promise<{ address: string; heard: () => string; close: () => void }> {
  const open = new Set<Socket>();
  let heard = '';
  const server = createServer((socket) => {
    open.add(socket.on('error', () => undefined).on('close', () => open.delete(socket)));
    socket.on('data', (text) => (heard += text.toString()));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    address: `http://127.0.0.1:${port}`,
    heard: () => heard,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
