import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Below what systems hand out to outgoing connections, so that a port stays free while its process is restarted. */
const RANGE = { first: 20_000, last: 29_999 };

/**
 * Ports of one stack, chosen once: the usual one if free, else one of the range. A port that is chosen is noted for all
 * stacks of this user, since two that start at once would both find it free.
 */
export class Ports {
  private readonly notes = join(tmpdir(), `interlock-ports-${userInfo().uid}`);
  private readonly held: string[] = [];

  /** @param chosen ports by name, from an earlier run; added to */
  constructor(private readonly chosen: Record<string, number>) {
    mkdirSync(this.notes, { recursive: true, mode: 0o700 });
  }

  /** The port of `name`: the one it had, if still free; else the usual one; else any. */
  async choose(name: string, usual: number): Promise<number> {
    for (const port of this.candidates(name, usual)) {
      if (!this.note(port)) continue;
      if (await isFree(port)) return (this.chosen[name] = port);
      this.forget(port);
    }
    throw new Error(
      `No port between ${RANGE.first} and ${RANGE.last} is free for ${name}. End what holds them.`,
    );
  }

  /** Gives the notes back when the stack ends. */
  release(): void {
    for (const path of this.held.splice(0)) rmSync(path, { force: true });
  }

  private *candidates(name: string, usual: number): Generator<number> {
    const before = this.chosen[name];
    if (before !== undefined) yield before;
    yield usual;
    const size = RANGE.last - RANGE.first + 1;
    const start = Math.floor(Math.random() * size);
    for (let step = 0; step < size; step += 1) yield RANGE.first + ((start + step) % size);
  }

  private note(port: number): boolean {
    const path = this.path(port);
    const own = `${path}.${process.pid}`;
    writeFileSync(own, String(process.pid));
    try {
      linkSync(own, path);
      this.held.push(path);
      return true;
    } catch {
      if (isAlive(Number(readFileSync(path, 'utf8')))) return false;
      rmSync(path, { force: true });
      return this.note(port);
    } finally {
      rmSync(own, { force: true });
    }
  }

  private forget(port: number): void {
    rmSync(this.path(port), { force: true });
    this.held.splice(this.held.indexOf(this.path(port)), 1);
  }

  private readonly path = (port: number) => join(this.notes, String(port));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
