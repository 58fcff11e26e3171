import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseEnvironment } from '../stack/environment';
import type { ProcessSpec } from '../stack/supervised';

export interface ServerPlace {
  /** Name of the process. */
  readonly name: string;
  /** What the set-up left in the cache: see provision/tryton.mjs. */
  readonly home: string;
  /** Where the configuration file goes. */
  readonly folder: string;
  readonly port: number;
  readonly database: string;
  /** The connection string of a database of Tryton's cluster. */
  readonly url: (database: string) => string;
  /** Sees to it that the database is there. */
  readonly beforeStart?: () => Promise<void>;
}

/** One trytond on one database. */
export function trytonServer({
  name,
  home,
  folder,
  port,
  database,
  url,
  beforeStart,
}: ServerPlace): ProcessSpec {
  return {
    name,
    command: join(home, 'venv', 'bin', 'trytond'),
    // Named at the start: a server that first hears of a database by a login never opens it.
    args: ['-c', writeConfiguration(folder, { port, url }), '-d', database],
    env: trytonEnvironment(),
    cwd: folder,
    ready: { check: () => answers(port, database) },
    ...(beforeStart ? { beforeStart } : {}),
  };
}

/** Instants in Tryton's answers have no zone: they are the server's. */
export const trytonEnvironment = (): Record<string, string> => ({
  ...baseEnvironment(),
  TZ: 'UTC',
  PYTHONUNBUFFERED: '1',
});

export function writeConfiguration(folder: string, { port, url }: Pick<ServerPlace, 'port' | 'url'>): string {
  const path = join(folder, 'trytond.conf');
  // The scheme is the name of a module of Tryton's, which has the longer of the two.
  const uri = url('').replace(/^postgres:/, 'postgresql:');
  const text = `[database]\nuri = ${uri}\n\n[web]\nlisten = 127.0.0.1:${port}\n`;
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

/** 401 for a login that nobody has: the database is open. */
async function answers(port: number, database: string): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/${database}/rpc/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id: 1, method: 'model.res.user.get_preferences', params: [true, {}] }),
    signal: AbortSignal.timeout(2_000),
  });
  return response.status === 401;
}
