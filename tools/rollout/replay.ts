import type { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import { readBundle } from '../../temporal/bundle';
import { SAGA_QUEUE } from '../../temporal/names';

const OPEN = `TaskQueue = '${SAGA_QUEUE}' AND ExecutionStatus = 'Running'`;
/** Named when there are more. */
const SHOWN = 5;

/**
 * Replays the history of every open saga under this release's workflows, before it is given one of them.
 * @returns how many there are
 * @throws Error that names those that it would do otherwise than they were done
 */
export async function replayOpen(client: Client, dataConverter: DataConverter): Promise<number> {
  // A saga that was in the middle of something would go on, and cannot here: that is no finding.
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { filter, forward: {} } },
  });
  const { codePath, buildId } = readBundle();
  const histories = client.workflow.list({ query: OPEN }).intoHistories();
  let replayed = 0;
  const failed: string[] = [];
  for await (const result of Worker.runReplayHistories(
    { workflowBundle: { codePath }, dataConverter },
    histories,
  )) {
    replayed++;
    if (result.error) failed.push(`${result.workflowId}: ${result.error.message}`);
  }
  if (failed.length > 0)
    throw new Error(
      `${failed.length} of ${replayed} open sagas do not replay under version ${buildId}, which is not rolled out. ` +
        `Guard the changed step with \`patched\`. ${failed.slice(0, SHOWN).join('\n')}`,
    );
  return replayed;
}
