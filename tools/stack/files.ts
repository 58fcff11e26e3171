import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Replaces a file by rename: a reader finds the old text or the new one. Mode 0600, as most of ours hold keys. */
export function replaceFile(path: string, text: string): void {
  const next = `${path}.${process.pid}`;
  writeFileSync(next, text, { mode: 0o600 });
  renameSync(next, path);
}

export const replaceJson = (path: string, value: unknown): void =>
  replaceFile(path, `${JSON.stringify(value, null, 2)}\n`);

/** The parsed file, or null when there is none. */
export function readJson<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(
      `${path} cannot be read (${(error as Error).message}). Remove it, or start with --fresh.`,
      { cause: error },
    );
  }
}
