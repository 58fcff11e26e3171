import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST } from '../../tools/root';
import { baseEnvironment } from '../../tools/stack/environment';
import { Ports } from '../../tools/stack/ports';
import { findProcess, listProcesses } from '../../tools/stack/processes';
import type { ProcessSpec } from '../../tools/stack/supervised';
import { Supervisor } from '../../tools/stack/supervisor';
import { eventually } from '../support/eventually';

let folder: string;
let supervisor: Supervisor;
let ports: Ports;
let port: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-supervisor-'));
  mkdirSync(join(folder, 'logs'));
  supervisor = new Supervisor(folder, join(folder, 'logs'));
  ports = new Ports({});
  port = await ports.choose('server', 20_080);
});
afterEach(async () => {
  await supervisor.stop();
  ports.release();
  rmSync(folder, { recursive: true });
});

/** An HTTP server that writes its name when it is asked to end, and answers with its pid. */
const server = (name: string, at: number): ProcessSpec => ({
  name,
  command: process.execPath,
  args: [
    '-e',
    `const fs = require('fs');
     process.on('SIGTERM', () => { fs.appendFileSync('ended', '${name} '); process.exit(); });
     require('http').createServer((_, response) => response.end(String(process.pid))).listen(${at}, '127.0.0.1');`,
  ],
  cwd: folder,
  env: baseEnvironment(),
  ready: { http: `http://127.0.0.1:${at}/` },
});
const pidOf = (name: string) => supervisor.processes.find((process) => process.name === name)?.pid ?? 0;
const answeringPid = async () => Number(await (await fetch(`http://127.0.0.1:${port}/`)).text());

test('a process that dies is started again on its port, as often as it dies', async () => {
  await supervisor.takeOver();
  await supervisor.start([server('server', port)]);
  for (let round = 0; round < 3; round += 1) {
    const before = pidOf('server');
    expect(await answeringPid()).toBe(before);
    process.kill(before, 'SIGKILL');
    await eventually(async () => (await answeringPid()) === pidOf('server') && pidOf('server') !== before);
  }
});

test('one that ends by itself is told from one that was ended', async () => {
  await supervisor.start([server('server', port)]);
  const endedByItself = () => supervisor.processes.map((process) => process.endedByItself);
  const next = async (signal: NodeJS.Signals) => {
    const before = pidOf('server');
    process.kill(before, signal);
    await eventually(() => pidOf('server') !== before);
    await eventually(answeringPid);
  };
  await next('SIGKILL');
  expect(endedByItself()).toEqual([0]);
  await next('SIGSEGV');
  expect(endedByItself()).toEqual([1]);
  expect(readFileSync(join(folder, 'logs', 'server.log'), 'utf8')).toContain(
    'server: it ended by itself (SIGSEGV), and is started again.',
  );
});

test('stopping ends all, the last started first', async () => {
  const other = await ports.choose('other', 20_081);
  await supervisor.start([server('first', port)]);
  await supervisor.start([server('second', other)]);
  const pids = [pidOf('first'), pidOf('second')];
  await supervisor.stop();
  expect(readFileSync(join(folder, 'ended'), 'utf8')).toBe('second first ');
  expect(pids.map(findProcess)).toEqual([null, null]);
});

test('what a killed supervisor left is ended by the next one', async () => {
  const killed = spawn(process.execPath, [
    '-e',
    `const { Supervisor } = require(${JSON.stringify(join(DIST, 'tools/stack/supervisor.js'))});
     const supervisor = new Supervisor(${JSON.stringify(folder)}, ${JSON.stringify(join(folder, 'logs'))});
     const { ready, ...spec } = ${JSON.stringify(server('server', port))};
     supervisor.takeOver().then(() => supervisor.start([{ ...spec, ready }]));`,
  ]);
  const orphan = await eventually(answeringPid);
  await expect(supervisor.takeOver()).rejects.toThrow(`running already (process ${killed.pid})`);
  killed.kill('SIGKILL');
  await eventually(() => killed.signalCode);
  expect(await answeringPid()).toBe(orphan);

  await supervisor.takeOver();
  expect(findProcess(orphan)).toBeNull();
  await supervisor.start([server('server', port)]);
  expect(await answeringPid()).toBe(pidOf('server'));
});

test('nothing runs that is not written down: not even what is started as its supervisor is killed', async () => {
  const starting = spawn(process.execPath, [
    '-e',
    `const { Supervisor } = require(${JSON.stringify(join(DIST, 'tools/stack/supervisor.js'))});
     require('fs').renameSync = () => process.kill(process.pid, 'SIGKILL');
     const { ready, ...spec } = ${JSON.stringify(server('server', port))};
     new Supervisor(${JSON.stringify(folder)}, ${JSON.stringify(join(folder, 'logs'))}).start([{ ...spec, ready }]);`,
  ]);
  await once(starting, 'exit');
  expect(starting.signalCode).toBe('SIGKILL');
  await eventually(() =>
    listProcesses().every(({ commandLine }) => !commandLine.includes(`listen(${port},`)),
  );
  await supervisor.start([server('server', port)]);
  expect(await answeringPid()).toBe(pidOf('server'));
});

test('a program that fails is shown with the end of its log', async () => {
  const failing = {
    ...server('failing', port),
    args: ['-e', 'console.error("the reason"); process.exit(1)'],
  };
  await expect(supervisor.run(failing, 0)).rejects.toThrow(
    /failing fails \(log: .*failing\.log\):\nthe reason/,
  );
});

test('two stacks get different ports, and each keeps its own', async () => {
  const chosen: Record<string, number> = {};
  const others = new Ports(chosen);
  const other = await others.choose('server', port);
  expect(other).not.toBe(port);
  others.release();
  const again = new Ports(chosen);
  expect(await again.choose('server', port)).toBe(other);
  again.release();
});
