import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PayloadKeys } from '../../config/payload-keys';
import { namedKey } from '../../config/signer';
import { readJson, replaceJson } from '../stack/files';
import { auditKeyIn, payloadKeysIn } from '../stack/interlock';
import { credentialsOf, newPayloadKeys, plantCaller, readOrBeginLife, saveLife } from '../stack/life';
import { sandbox } from '../stack/profiles/sandbox';

/** What docker-compose.yml asks of its environment. @param folder where the secrets are kept */
export function composeEnvironment(folder: string): Record<string, string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const life = readOrBeginLife(folder, 'compose', sandbox.systems, {});
  saveLife(folder, life);
  const auditKey = auditKeyIn(folder);
  const payloadKeys = payloadKeysIn(folder);
  const secret = (path: string, value: unknown) => {
    replaceJson(path, value);
    // Mounted into containers whose user is not ours; the folder is closed to others.
    chmodSync(path, 0o644);
    return path;
  };
  const bySystem = (prefix: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([system, value]) => [
      `${prefix}_${system.toUpperCase().replaceAll('-', '_')}`,
      value,
    ]);
  return {
    POSTGRES_PASSWORD: life.postgresPassword,
    DATABASE_API_PASSWORD: life.databasePasswords.api,
    DATABASE_WORKER_PASSWORD: life.databasePasswords.worker,
    CREDENTIALS_FILE: secret(join(folder, 'credentials.json'), credentialsOf(life)),
    DENY_LIST_KEY_FILE: secret(join(folder, 'deny-list-key.json'), life.denyListKey.private),
    DENY_LIST_PUBLIC_KEY_FILE: secret(join(folder, 'deny-list-public-key.json'), life.denyListKey.public),
    AUDIT_KEY_FILE: secret(auditKey.private, life.auditKey.private),
    AUDIT_PUBLIC_KEYS_FILE: secret(
      auditKey.public,
      readJson<object>(auditKey.public) ?? { keys: [namedKey(life.auditKey.public)] },
    ),
    PAYLOAD_KEYS_FILE: secret(payloadKeys, readJson<PayloadKeys>(payloadKeys) ?? newPayloadKeys()),
    KEY_AUDITOR: life.keys.auditor!,
    ...Object.fromEntries(sandbox.plants.map((plant) => [plantKey(plant), life.keys[plantCaller(plant)]!])),
    ...Object.fromEntries(bySystem('TOKEN', life.systemCredentials)),
    ...Object.fromEntries(bySystem('WEBHOOK_SECRET', life.webhookSecrets)),
  };
}

const plantKey = (plant: string) => `PLANT_KEY_${plant.toUpperCase().replaceAll('-', '_')}`;
