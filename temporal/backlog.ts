import type { ConnectionLike } from '@temporalio/client';
import { queueType, type Queue } from './pollers';

/** What waits in a queue for a worker, as far as Temporal knows: it counts approximately, and catches up within seconds. */
export interface Backlog {
  readonly queue: string;
  readonly tasks: number;
  /** For how long the oldest of them has waited. */
  readonly oldestSeconds: number;
}

/** Whoever stops meanwhile waits no longer. */
const WITHIN_MS = 3_000;

/** @throws ServiceError where Temporal cannot be asked */
export async function backlogOf(
  connection: ConnectionLike,
  namespace: string,
  { name, tasks }: Queue,
): Promise<Backlog> {
  const { stats } = await connection.withDeadline(Date.now() + WITHIN_MS, () =>
    connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name },
      taskQueueType: queueType(tasks),
      reportStats: true,
    }),
  );
  const { seconds = 0, nanos = 0 } = stats?.approximateBacklogAge ?? {};
  return {
    queue: name,
    tasks: Number(stats?.approximateBacklogCount ?? 0),
    oldestSeconds: Number(seconds) + Number(nanos) / 1e9,
  };
}
