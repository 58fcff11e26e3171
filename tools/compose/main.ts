/**
 * `npm run compose -- up`: `docker compose` on docker-compose.yml, with secrets of its own that are made at the first run
 * and kept in .interlock/compose (keys of the callers are in life.json there).
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../root';
import { composeEnvironment } from './environment';

const { status, error } = spawnSync('docker', ['compose', ...process.argv.slice(2)], {
  cwd: ROOT,
  env: { ...process.env, ...composeEnvironment(join(ROOT, '.interlock', 'compose')) },
  stdio: 'inherit',
});
if (error)
  console.error(
    `docker compose cannot be started (${error.message}): install Docker with its compose plugin.`,
  );
process.exitCode = status ?? 1;
