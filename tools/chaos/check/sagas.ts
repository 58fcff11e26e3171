import { Client, Connection } from '@temporalio/client';
import { NAMESPACE } from '../../stack/interlock';
import type { LedgerReader } from '../ledger';
import { persist } from '../patience';
import type { Record } from '../record';
import type { ChaosStack } from '../stack';

/** The list is written after the fact: what is just over may be shown as running for a moment. */
const SHOWN_WITHIN_MS = 15_000;

/** No workflow failed, and Temporal runs the sagas of what is open, and no other. */
export async function checkSagas(
  stack: ChaosStack,
  ledger: LedgerReader,
  record: Record,
  signal: AbortSignal,
): Promise<void> {
  const connection = await Connection.connect({ address: stack.description().temporal });
  const client = new Client({ connection, namespace: NAMESPACE });
  const list = async (status: string): Promise<string[]> => {
    const ids: string[] = [];
    const query = `ExecutionStatus = "${status}"`;
    for await (const { workflowId } of client.workflow.list({ query })) ids.push(workflowId);
    return ids;
  };
  try {
    for (const status of ['Failed', 'TimedOut', 'Terminated', 'Canceled'])
      for (const id of await list(status)) record.defect('saga', id, 'temporal', `is ${status}`);
    const expected = (await ledger.sagas()).running.sort();
    const until = Date.now() + SHOWN_WITHIN_MS;
    const running = await persist(async () => {
      const now = (await list('Running')).filter(isSaga).sort();
      return JSON.stringify(now) === JSON.stringify(expected) || Date.now() > until ? now : null;
    }, signal);
    for (const id of running.filter((one) => !expected.includes(one)))
      record.defect('saga', id, 'temporal', 'runs, and the ledger says that it is over');
    for (const id of expected.filter((one) => !running.includes(one)))
      record.defect('saga', id, 'temporal', 'does not run, and the ledger says that it is open');
  } finally {
    await connection.close();
  }
}

/** Temporal has workflows of its own, of worker deployments. */
const isSaga = (id: string) => /^(quality-hold|engineering-change|plant-rollout)\//.test(id);
