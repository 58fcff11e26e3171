import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The clone's folder, whether this file runs from its source or from dist/. */
export const ROOT = climb(__dirname);

/** Where the compiled programs are. */
export const DIST = join(ROOT, 'dist');

function climb(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : climb(dirname(folder));
}
