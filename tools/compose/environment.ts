import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { replaceJson } from '../stack/files';
import { credentialsOf, readOrBeginLife, saveLife } from '../stack/life';
import { sandbox } from '../stack/profiles/sandbox';

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
