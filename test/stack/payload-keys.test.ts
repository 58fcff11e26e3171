import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { PayloadKeys } from '../../config/payload-keys';
import { replaceJson } from '../../tools/stack/files';
import { NAMESPACE, payloadKeysIn } from '../../tools/stack/interlock';
import { newPayloadKeys } from '../../tools/stack/life';
import { startStack, type TestStack } from '../support/stack';
import { temporalExecutable } from '../support/temporal';
import { freshLot, place, reached, release } from './material';

const run = promisify(execFile);
/** Of what a system is asked. */
const ASKED = /"generation":|"quantity":/;

/** The payloads of a history that is written as JSON, read as text. */
const plainTexts = (json: string): string =>
  [...json.matchAll(/"data": "([^"]*)"/g)].map(([, data]) => bytes(data!)).join();
const bytes = (base64: string) => Buffer.from(base64, 'base64').toString();

describe('What sagas carry', () => {
  let stack: TestStack;
  beforeAll(async () => (stack = await startStack()));
  afterAll(() => stack.stop());

  it('is read by nobody who has Temporal alone, and a saga outlives the rotation of its keys', async () => {
    const former = ring();
    expect(statSync(payloadKeysIn(stack.data)).mode & 0o777).toBe(0o600);
    const lot = await freshLot(stack);
    const { id } = await place(stack, [lot]);
    await reached(stack, id, 'effective');

    const before = await history(id);
    expect(before.keys).toEqual(new Set([former.encryptWith]));
    expect(before.text).not.toMatch(ASKED);
    // The Web UI reads like the procedure all the same.
    expect(before.text).toMatch(/erp: hold/);

    expect(plainTexts(await shownByCommandLine(id))).toMatch(ASKED);
    const { body: audit } = await stack
      .api('auditor')
      .get<{ items: { action: string; who: { id: string } }[] }>('/v1/audit?limit=200');
    expect(audit.items).toContainEqual(
      expect.objectContaining({
        action: 'payloads.decoded',
        who: expect.objectContaining({ id: 'support' }) as object,
      }),
    );

    // Known to all before the first encrypts with it, then used, then alone: each step is a restart, here of all at once.
    const added = newPayloadKeys();
    const keys = { ...former.keys, ...added.keys };
    await restartWith({ encryptWith: former.encryptWith, keys });
    await restartWith({ encryptWith: added.encryptWith, keys });
    await release(stack, id, lot);
    await reached(stack, id, 'closed');
    const after = await history(id);
    expect(after.keys).toEqual(new Set([former.encryptWith, added.encryptWith]));
    expect(after.text).not.toMatch(ASKED);

    await restartWith(added);
    const later = await freshLot(stack);
    const { id: next } = await place(stack, [later]);
    await reached(stack, next, 'effective');
    expect((await history(next)).keys).toEqual(new Set([added.encryptWith]));
  });

  const ring = () => JSON.parse(readFileSync(payloadKeysIn(stack.data), 'utf8')) as PayloadKeys;

  /** The history as Temporal's command line shows it to support, by way of the codec server. */
  async function shownByCommandLine(hold: string): Promise<string> {
    const { api, keys, temporal } = stack.description();
    const { stdout } = await run(
      await temporalExecutable(),
      `workflow show --workflow-id quality-hold/${hold} --output json --address ${temporal} --namespace ${NAMESPACE}`
        .split(' ')
        .concat('--codec-endpoint', `${api}/codec`, '--codec-auth', `Bearer ${keys.support}`),
      { maxBuffer: 64 * 1024 * 1024 },
    );
    return stdout;
  }

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
      return {
        text: json + plainTexts(json),
        keys: new Set(
          [...json.matchAll(/"encryption-key-id": "([^"]*)"/g)].map(([, keyId]) => bytes(keyId!)),
        ),
      };
    } finally {
      await connection.close();
    }
  }
});
