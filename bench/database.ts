import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseDescription } from '../tools/stack/database';
import { createDatabase, removeCluster } from '../tools/stack/postgres';
import { DIST } from '../tools/root';

/** How often what is waited for is looked at, in milliseconds. */
const LOOK_MS = 50;

/** PostgreSQL alone, of the bench's own, in a folder that is removed afterwards: for what the ledger does by itself. */
export class BenchDatabase {
  private constructor(
    private readonly child: ChildProcess,
    private readonly data: string,
  ) {}

  /** @throws Error when it does not start */
  static async start(): Promise<BenchDatabase> {
    const data = mkdtempSync(join(tmpdir(), 'interlock-bench-'));
    const child = fork(join(DIST, 'tools', 'stack', 'database.js'), ['--data', data], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    while (!existsSync(join(data, 'database.json'))) {
      if (child.exitCode !== null) throw new Error(`PostgreSQL did not start; its logs are in ${data}/logs.`);
      await delay(LOOK_MS);
    }
    return new BenchDatabase(child, data);
  }

  /** A migrated, empty ledger. @returns its connection string */
  async ledger(name: string): Promise<string> {
    const description = readFileSync(join(this.data, 'database.json'), 'utf8');
    const { admin, template } = JSON.parse(description) as DatabaseDescription;
    await createDatabase(admin, name, template);
    return admin.replace(/\/postgres$/, `/${name}`);
  }

  async stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.kill('SIGTERM');
    if (this.child.exitCode === null) await ended;
    removeCluster(join(this.data, 'postgres'));
    rmSync(this.data, { recursive: true, force: true });
  }
}
