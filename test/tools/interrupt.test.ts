import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../tools/root';
import { readJson } from '../../tools/stack/files';
import { findProcess, listProcesses } from '../../tools/stack/processes';
import type { Records } from '../../tools/stack/supervisor';
import { eventually } from '../support/eventually';
import { runFolder } from '../support/run-folder';

const data = () => join(runFolder(), 'interrupted');
const records = () => readJson<Records>(join(data(), 'pids.json'));
const runs = (name: string) => records()?.processes.some((process) => process.name === name) ?? false;

/** How far a start has come. */
const MOMENTS = {
  'it has just begun': () => records() !== null,
  'its database starts': () => runs('postgres'),
  'its systems start': () => runs('erp'),
  'its API starts': () => runs('api'),
  'its workers start': () => runs('worker-lyon'),
  'it is ready': () => existsSync(join(data(), 'stack.json')),
} as const;
type Moment = keyof typeof MOMENTS;
const WHEN = Object.keys(MOMENTS) as Moment[];

it.each(WHEN)(
  'Ctrl-C when %s leaves no process behind, and nothing in the way of the next start',
  async (when) => {
    const npm = await startUntil(when);
    const seen = started();
    // As a terminal does: every process of the group is told.
    process.kill(-npm.pid, 'SIGINT');
    await npm.ended;
    expectNothingLeft(seen);
  },
);

it.each(['its database starts', 'it is ready'] as const)(
  'SIGINT to the supervisor alone when %s leaves no process behind',
  async (when) => {
    const npm = await startUntil(when);
    const seen = started();
    process.kill(records()!.supervisor.pid, 'SIGINT');
    await npm.ended;
    expectNothingLeft(seen);
  },
);

it.each(['its systems start', 'its workers start'] as const)(
  'what is left when it is killed as %s is cleared away by the next start',
  async (when) => {
    const killed = await startUntil(when);
    process.kill(-killed.pid, 'SIGKILL');
    await killed.ended;
    const left = started();
    const npm = await startUntil('it is ready');
    expect(left.filter(isThere)).toEqual([]);
    process.kill(-npm.pid, 'SIGINT');
    await npm.ended;
    expectNothingLeft(left);
  },
);

const started = () => [...records()!.processes, records()!.supervisor];
const isThere = ({ pid, startedAt }: Records['supervisor']) => findProcess(pid)?.startedAt === startedAt;

function expectNothingLeft(seen: readonly Records['supervisor'][]): void {
  expect(seen.filter(isThere)).toEqual([]);
  expect(ofTheStack()).toEqual([]);
  for (const name of ['pids.json', 'stack.json'])
    expect([name, existsSync(join(data(), name))]).toEqual([name, false]);
}

/** @throws Error with the program's output, where it never comes so far */
async function startUntil(when: Moment): Promise<ReturnType<typeof start>> {
  const npm = start();
  try {
    await eventually(() => MOMENTS[when]() || Promise.reject(new Error(output())), {
      every: 5,
      // A whole stack may have to start.
      within: 480_000,
    });
    return npm;
  } catch (error) {
    process.kill(-npm.pid, 'SIGKILL');
    throw error;
  }
}

/** `npm start` in a process group of its own, on a folder that every start of this file is given. */
function start(): { pid: number; ended: Promise<unknown> } {
  mkdirSync(data(), { recursive: true });
  const log = openSync(join(data(), 'output.log'), 'a');
  const child = spawn(process.execPath, [join(ROOT, 'tools', 'run.mjs'), 'start'], {
    env: { ...process.env, INTERLOCK_DATA: data() },
    stdio: ['ignore', log, log],
    detached: true,
  });
  return { pid: child.pid!, ended: once(child, 'exit') };
}

const output = () => readFileSync(join(data(), 'output.log'), 'utf8');

/** Whatever was started with the data folder among its arguments, or (where that can be seen) in its environment. */
const ofTheStack = (): string[] =>
  listProcesses()
    .filter(({ pid, commandLine }) => commandLine.includes(data()) || environmentOf(pid).includes(data()))
    .filter(({ pid }) => pid !== process.pid)
    .map(({ pid, commandLine }) => `${pid} ${commandLine}`);

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
