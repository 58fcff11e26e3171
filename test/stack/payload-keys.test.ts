import { readFileSync, statSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { PayloadKeys } from '../../config/payload-keys';
import { replaceJson } from '../../tools/stack/files';
import { NAMESPACE, payloadKeysIn } from '../../tools/stack/interlock';
import { newPayloadKeys } from '../../tools/stack/life';
import { startStack, type TestStack } from '../support/stack';
import { freshLot, place, reached, release } from './material';

/** A word of a person that a saga hands on, and a system answers with. */
const REASON = { code: 'dimension', text: 'confidential: bore of the wing bracket' };

describe('What sagas carry', () => {
  let stack: TestStack;
  beforeAll(async () => (stack = await startStack()), 120_000);
  afterAll(() => stack.stop());

  it('is read by nobody who has Temporal alone, and a saga outlives the rotation of its keys', async () => {
    const former = ring();
    expect(statSync(payloadKeysIn(stack.data)).mode & 0o777).toBe(0o600);
    const lot = await freshLot(stack);
    const { id } = await place(stack, [lot], { reason: REASON });
    await reached(stack, id, 'effective');

    const before = await history(id);
    expect(before.keys).toEqual(new Set([former.encryptWith]));
    expect(before.text).not.toContain(lot);
    expect(before.text).not.toContain('confidential');

    // Known to all before the first encrypts with it, then used, then alone: each step is a restart, here of all at once.
    const added = newPayloadKeys();
    const keys = { ...former.keys, ...added.keys };
    await restartWith({ encryptWith: former.encryptWith, keys });
    await restartWith({ encryptWith: added.encryptWith, keys });
    await release(stack, id, lot);
    await reached(stack, id, 'closed');
    const after = await history(id);
    expect(after.keys).toEqual(new Set([former.encryptWith, added.encryptWith]));
    expect(after.text).not.toContain('confidential');

    await restartWith(added);
    const later = await freshLot(stack);
    const { id: next } = await place(stack, [later], { reason: REASON });
    await reached(stack, next, 'effective');
    expect((await history(next)).keys).toEqual(new Set([added.encryptWith]));
  });

  const ring = () => JSON.parse(readFileSync(payloadKeysIn(stack.data), 'utf8')) as PayloadKeys;

  async function restartWith(keys: PayloadKeys): Promise<void> {
    await stack.stop();
    replaceJson(payloadKeysIn(stack.data), keys);
    await stack.startAgain();
  }

  /** A saga's history as Temporal has it: every payload's text, and the keys that encrypted them. */
  async function history(hold: string): Promise<{ text: string; keys: Set<string> }> {
    const connection = await Connection.connect({ address: stack.description().temporal });
    try {
      const client = new Client({ connection, namespace: NAMESPACE });
      const json = historyToJSON(await client.workflow.getHandle(`quality-hold/${hold}`).fetchHistory());
      const bytes = (base64: string) => Buffer.from(base64, 'base64').toString();
      return {
        text: json.replace(/"data": "([^"]*)"/g, (_, data: string) => bytes(data)),
        keys: new Set(
          [...json.matchAll(/"encryption-key-id": "([^"]*)"/g)].map(([, keyId]) => bytes(keyId!)),
        ),
      };
    } finally {
      await connection.close();
    }
  }
});
