import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { StackDescription } from '../tools/stack/description';
import { removeCluster } from '../tools/stack/postgres';
import { goLast } from '../tools/stack/processes';
import { DIST } from '../tools/root';

/** How often what is waited for is looked at, in milliseconds. */
const LOOK_MS = 50;

export interface Kind {
  /** Path of another topology than the demo's. */
  readonly topology?: string;
  /** Where another build than this one lies. */
  readonly dist?: string;
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A full stack of the bench's own, with Temporal on PostgreSQL, in a folder that is removed afterwards. */
export class BenchStack {
  private constructor(
    private readonly child: ChildProcess,
    readonly data: string,
  ) {}

  /** @throws Error when it does not start */
  static async start({ topology, dist = DIST, environment = {} }: Kind = {}): Promise<BenchStack> {
    const data = mkdtempSync(join(tmpdir(), 'interlock-bench-'));
    const child = fork(
      join(dist, 'tools', 'stack', 'main.js'),
      ['--data', data, '--temporal-store', 'postgres', ...(topology ? ['--topology', topology] : [])],
      { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { ...process.env, ...environment } },
    );
    const stack = new BenchStack(child, data);
    while (!stack.isUp()) {
      if (child.exitCode !== null) throw new Error(`The stack did not start; its logs are in ${data}/logs.`);
      await delay(LOOK_MS);
    }
    return stack;
  }

  /** stack.json as it is now. */
  description(): StackDescription {
    return JSON.parse(readFileSync(join(this.data, 'stack.json'), 'utf8')) as StackDescription;
  }

  /**
   * Has all give way but these, and what belongs to them: as an installation gives the gate, and the database that it asks,
   * cores before what works in the background. PostgreSQL's backends, each a session of its own, are reached in no other way.
   */
  favour(names: readonly string[]): void {
    for (const { name, pid } of this.description().processes) if (!names.includes(name)) goLast(pid);
  }

  pidOf(name: string): number {
    const found = this.description().processes.find((process) => process.name === name);
    if (!found) throw new Error(`There is no process "${name}" in the stack.`);
    return found.pid;
  }

  /** One call of a sandbox system's control. @throws Error when it is refused */
  async control(system: string, method: 'PUT' | 'POST', path: string, body: unknown): Promise<void> {
    const response = await fetch(`${this.description().controls[system]}/_sandbox/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path} of ${system}: ${await response.text()}`);
  }

  async stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.kill('SIGTERM');
    if (this.child.exitCode === null) await ended;
    removeCluster(join(this.data, 'postgres'));
    rmSync(this.data, { recursive: true, force: true });
  }

  private isUp(): boolean {
    try {
      this.description();
      return true;
    } catch {
      return false;
    }
  }
}
