import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readJson, replaceJson } from './files';
import { endOrphans, findProcess } from './processes';
import { waitUntilReady } from './ready';
import { Supervised, type ProcessSpec } from './supervised';

interface Recorded {
  readonly name: string;
  readonly pid: number;
  readonly startedAt: string;
}
/** What pids.json says. */
export interface Records {
  readonly supervisor: Recorded;
  readonly processes: readonly Recorded[];
}

/** Seconds that a process may take to be ready: minutes, since many start at once and a machine may be busy with others. */
export const READY_WITHIN = 240;

/** A program that runs to its end, such as the migrations. */
export type OneShot = Omit<ProcessSpec, 'ready'>;

/** The processes of one data folder: kept alive, written down, and stopped in the reverse order of their start. */
export class Supervisor {
  private readonly all: Supervised[] = [];
  private readonly stopped = new AbortController();
  private readonly records: string;

  /** @param onChange called when a process has another pid than before */
  constructor(
    private readonly folder: string,
    private readonly logs: string,
    private readonly onChange: () => void = () => undefined,
  ) {
    this.records = join(folder, 'pids.json');
  }

  /** Aborted when the stack stops. */
  get signal(): AbortSignal {
    return this.stopped.signal;
  }

  get processes(): { name: string; pid: number; endedByItself: number }[] {
    return this.all.flatMap(({ spec, pid, endedByItself }) =>
      pid === null ? [] : [{ name: spec.name, pid, endedByItself }],
    );
  }

  /**
   * Ends what an earlier supervisor of this folder left when it was killed.
   * @throws Error when that supervisor is alive
   */
  async takeOver(): Promise<void> {
    const before = readJson<Records>(this.records);
    if (before) {
      const alive = [before.supervisor, ...before.processes].filter(isStillThere);
      if (alive.includes(before.supervisor)) {
        throw new Error(
          `This stack is running already (process ${before.supervisor.pid}); its addresses are in ${join(this.folder, 'stack.json')}. ` +
            'Stop it, or give another folder in INTERLOCK_DATA.',
        );
      }
      await endOrphans(alive.flatMap(({ pid }) => findProcess(pid) ?? []));
    }
    this.writeRecords();
  }

  /** Starts processes together and waits until each is ready. */
  async start(specs: readonly ProcessSpec[], seconds = READY_WITHIN): Promise<void> {
    this.signal.throwIfAborted();
    await Promise.all(
      specs.map(async (spec) => {
        const supervised = new Supervised(spec, this.logFile(spec.name), () => this.changed());
        this.all.push(supervised);
        await supervised.start();
        await waitUntilReady(
          `${spec.name} (log: ${this.logFile(spec.name)})`,
          spec.ready,
          seconds,
          this.signal,
        );
      }),
    );
  }

  /**
   * Runs a program to its end; one that fails for want of a server that is still starting, again for as long as `seconds`.
   * @throws Error with the end of its log
   */
  async run(shot: OneShot, seconds = READY_WITHIN): Promise<void> {
    const end = Date.now() + seconds * 1000;
    while (!(await this.runOnce(shot))) {
      this.signal.throwIfAborted();
      if (Date.now() > end) {
        throw new Error(
          `${shot.name} fails (log: ${this.logFile(shot.name)}):\n${lastLines(this.logFile(shot.name))}`,
        );
      }
      await delay(500, undefined, { signal: this.signal });
    }
  }

  /** Stops all, last started first; may be called more than once. */
  async stop(): Promise<void> {
    if (!this.signal.aborted) this.stopped.abort(new Error('The stack was stopped.'));
    for (const process of this.all.toReversed()) await process.stop();
    rmSync(this.records, { force: true });
  }

  private runOnce(shot: OneShot): Promise<boolean> {
    return new Promise((resolve) => {
      const log = createWriteStream(this.logFile(shot.name), { flags: 'a', mode: 0o600 });
      const child = spawn(shot.command, shot.args, {
        env: shot.env,
        cwd: shot.cwd,
        ...shot.user,
        stdio: ['ignore', 'pipe', 'pipe'],
        signal: this.signal,
      });
      child.stdout.pipe(log, { end: false });
      child.stderr.pipe(log, { end: false });
      child.once('error', (error) => log.write(`${error.message}\n`));
      child.once('close', (code) => log.end(() => resolve(code === 0)));
    });
  }

  private readonly logFile = (name: string) => join(this.logs, `${name}.log`);

  private changed(): void {
    this.writeRecords();
    this.onChange();
  }

  private writeRecords(): void {
    const processes = this.all.flatMap(({ spec, pid, startedAt }) =>
      pid === null ? [] : [{ name: spec.name, pid, startedAt }],
    );
    const startedAt = findProcess(process.pid)?.startedAt ?? '';
    replaceJson(this.records, {
      supervisor: { name: 'supervisor', pid: process.pid, startedAt },
      processes,
    } satisfies Records);
  }
}

const isStillThere = ({ pid, startedAt }: Recorded) => findProcess(pid)?.startedAt === startedAt;

const lastLines = (path: string) =>
  existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n').slice(-20).join('\n') : '';
