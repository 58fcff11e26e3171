import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection, Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { readPayloadKeys } from '../config/payload-keys';
import { EncryptingCodec } from '../temporal/payload-codec';
import { plainHistory } from './plain-history';
import { ROOT } from './root';
import { payloadKeysIn } from './stack/interlock';

/**
 * `node dist/tools/record-history.js <workflow id> <name> [data folder]`: keeps the history of a workflow on a running stack,
 * such as `quality-hold/QH-…`, as test/workflows/histories/<name>.json. To be done once for each version that changes a
 * workflow, and committed, decrypted: every run of the suite replays all of them.
 */
async function main([workflow, name, data = '.interlock']: string[]): Promise<void> {
  if (!workflow || !name)
    throw new Error('Usage: node dist/tools/record-history.js <workflow id> <name> [data folder]');
  const { temporal } = JSON.parse(readFileSync(join(data, 'stack.json'), 'utf8')) as { temporal: string };
  const connection = await Connection.connect({ address: temporal });
  const client = new Client({ connection, namespace: 'interlock' });
  const codec = new EncryptingCodec(readPayloadKeys(payloadKeysIn(data)));
  const history = await plainHistory(await client.workflow.getHandle(workflow).fetchHistory(), codec);
  await connection.close();
  const path = join(ROOT, 'test', 'workflows', 'histories', `${name}.json`);
  writeFileSync(path, `${historyToJSON(history)}\n`);
  console.log(`${path}: ${history.events?.length ?? 0} events`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
