import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PayloadKeys } from '../../config/payload-keys';
import { payloadKeysIn } from '../../tools/stack/interlock';
import type { Life } from '../../tools/stack/life';
import { stack as sharedStack, type TestStack } from '../support/stack';
import { clearFaults, freshLot, place, reached } from './material';

let stack: TestStack;
beforeAll(async () => (stack = await sharedStack()));

test('no log of a stack holds a secret, whatever went wrong', async () => {
  const lot = await freshLot(stack);
  await stack.control('qms').faults({ status: 500 });
  const { id } = await place(stack, [lot]);
  await reached(stack, id, 'effective');
  await clearFaults(stack);
  const { keys } = stack.description();
  const asked = [`/v1/quality-holds?token=${keys.quality}`, `/nowhere/${keys.quality}?key=${keys.support}`];
  for (const path of asked)
    await stack.api('quality').get(path, { cookie: `session=${keys.auditor}`, 'x-api-key': keys.partner! });
  await stack
    .api('nobody')
    .get('/v1/quality-holds', { authorization: `Basic ${btoa(`a:${keys.planning}`)}` });

  const read = <T>(path: string) => JSON.parse(readFileSync(path, 'utf8')) as T;
  const life = read<Life>(join(stack.data, 'life.json'));
  const secrets = [
    life.postgresPassword,
    life.denyListKey.private.d!,
    ...[life.keys, life.webhookSecrets, life.systemCredentials].flatMap((all) => Object.values(all)),
    ...Object.values(read<PayloadKeys>(payloadKeysIn(stack.data)).keys),
  ];
  const folder = join(stack.data, 'logs');
  const logs = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
  expect(logs.length).toBeGreaterThan(5);
  for (const [name, text] of logs)
    for (const secret of secrets) if (text.includes(secret)) throw new Error(`${name} holds a secret.`);
});
