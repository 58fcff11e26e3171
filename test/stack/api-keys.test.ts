import type { ApiKey } from '../../contracts/api-key';
import { eventually } from '../support/eventually';
import { stack as sharedStack, type TestStack } from '../support/stack';

const REQUEST = { name: 'Label printer', role: 'auditor', plants: null, scopes: null };

it('an API key works on a running stack, through the end of the process, until it is revoked', async () => {
  const stack = await sharedStack();
  const made = await stack.api('administrator').post<ApiKey & { key: string }>('/v1/api-keys', REQUEST);
  expect(made.status).toBe(201);
  const { id, key, transaction } = made.body;

  expect((await ask(stack, key)).status).toBe(200);
  await stack.kill('api');
  await eventually(async () => (await ask(stack, key)).status === 200);
  await eventually(async () => {
    const shown = await stack.api('auditor').get<ApiKey>(`/v1/api-keys/${id}`);
    return shown.body.lastUsedAt !== null;
  });

  const revoked = await stack
    .api('administrator')
    .post(`/v1/api-keys/${id}/revocation`, { reason: 'the printer was sold' });
  expect(revoked.status).toBe(200);
  expect((await ask(stack, key)).status).toBe(401);

  const audit = await stack
    .api('auditor')
    .get<{ items: { action: string; who: object }[] }>(`/v1/audit?transaction=${transaction}`);
  expect(audit.body.items).toMatchObject([
    { action: 'api-key.created', who: { id: 'administrator', credential: { kind: 'file-key' } } },
    { action: 'api-key.revoked', who: { id: 'administrator' } },
  ]);
});

const ask = (stack: TestStack, key: string): Promise<Response> =>
  fetch(new URL('/v1/quality-holds', stack.description().api), {
    headers: { authorization: `Bearer ${key}` },
  });
