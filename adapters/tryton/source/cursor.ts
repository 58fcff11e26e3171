import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Up to where an instance has been read: milliseconds since 1970, by its clock; null: from the beginning. */
export interface Cursor {
  read(): number | null;
  write(at: number): void;
}

/** Kept in a file that is replaced by rename; one that cannot be read means from the beginning. */
export class FileCursor implements Cursor {
  private last: number | null | undefined;

  constructor(private readonly path: string) {}

  read(): number | null {
    if (this.last === undefined) this.last = load(this.path);
    return this.last;
  }

  write(at: number): void {
    const next = `${this.path}.${process.pid}`;
    writeFileSync(next, String(at));
    renameSync(next, this.path);
    this.last = at;
  }
}

function load(path: string): number | null {
  try {
    const at = Number(readFileSync(path, 'utf8'));
    return Number.isSafeInteger(at) && at > 0 ? at : null;
  } catch {
    return null;
  }
}
