import { homedir, platform } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What is built or fetched once for all clones of a user, each thing in a folder that names its version. */
export const CACHE = process.env.XDG_CACHE_HOME
  ? join(process.env.XDG_CACHE_HOME, 'interlock')
  : platform() === 'darwin'
    ? join(homedir(), 'Library', 'Caches', 'interlock')
    : join(homedir(), '.cache', 'interlock');
