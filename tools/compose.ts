/**
 * `npm run compose -- up`: `docker compose` on docker-compose.yml, with secrets of its own that are made at the first run
 * and kept in .interlock/compose (keys of the callers are in life.json there).
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root';
import { replaceJson } from './stack/files';
import { credentialsOf, readOrBeginLife, saveLife } from './stack/life';
import { sandbox } from './stack/profiles/sandbox';

/** What docker-compose.yml asks of its environment. @param folder where the secrets are kept */
export function composeEnvironment(folder: string): Record<string, string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const life = readOrBeginLife(folder, 'compose', sandbox.systems, {});
  saveLife(folder, life);
  const credentials = join(folder, 'credentials.json');
  replaceJson(credentials, credentialsOf(life));
  // Mounted into containers whose user is not ours; the folder is closed to others.
  chmodSync(credentials, 0o644);
  const bySystem = (prefix: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([system, value]) => [
      `${prefix}_${system.toUpperCase().replaceAll('-', '_')}`,
      value,
    ]);
  return {
    POSTGRES_PASSWORD: life.postgresPassword,
    CREDENTIALS_FILE: credentials,
    ...Object.fromEntries(bySystem('TOKEN', life.systemCredentials)),
    ...Object.fromEntries(bySystem('WEBHOOK_SECRET', life.webhookSecrets)),
  };
}

if (require.main === module) {
  const environment = { ...process.env, ...composeEnvironment(join(ROOT, '.interlock', 'compose')) };
  const { status, error } = spawnSync('docker', ['compose', ...process.argv.slice(2)], {
    cwd: ROOT,
    env: environment,
    stdio: 'inherit',
  });
  if (error)
    console.error(
      `docker compose cannot be started (${error.message}): install Docker with its compose plugin.`,
    );
  process.exitCode = status ?? 1;
}
