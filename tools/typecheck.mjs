#!/usr/bin/env node
/** `npm run typecheck`: the house, and the console, which is made for a browser and so has other settings. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './set-up/folders.mjs';

const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const failed = [ROOT, join(ROOT, 'console')].filter(
  (project) =>
    spawnSync(process.execPath, [tsc, '--noEmit', '-p', project], { stdio: 'inherit' }).status !== 0,
);
process.exitCode = failed.length === 0 ? 0 : 1;
