import type { Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { until, type Deadline } from './until';

const { TaskQueueType } = temporal.api.enums.v1;

/** A queue that workers of ours poll, and for what. */
export interface Queue {
  readonly name: string;
  readonly tasks: 'workflow' | 'activity';
}

export const queueType = (tasks: Queue['tasks']) =>
  tasks === 'workflow' ? TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW : TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY;

/** A worker polls anew at least once a minute. One that is stopped is struck off at once, one that was killed after this. */
const POLLED_WITHIN_MS = 75_000;

/**
 * Waits until workers of this build poll every queue.
 * @throws Error that names the queues that none of them polls in time
 */
export async function waitUntilPolled(
  connection: Connection,
  namespace: string,
  queues: readonly Queue[],
  buildId: string,
  wait: Deadline = {},
): Promise<void> {
  let left = queues;
  await until(
    async () => {
      const polled = await Promise.all(left.map((queue) => isPolled(connection, namespace, queue, buildId)));
      left = left.filter((_, index) => !polled[index]);
      return left.length === 0;
    },
    () =>
      new Error(
        `No worker of version ${buildId} polls ${left.map(({ name }) => name).join(', ')}: start that version's workers, then try again.`,
      ),
    wait,
  );
}

async function isPolled(
  connection: Connection,
  namespace: string,
  { name, tasks }: Queue,
  buildId: string,
): Promise<boolean> {
  const service = connection.workflowService;
  const partitions = await service.listTaskQueuePartitions({ namespace, taskQueue: { name } });
  const ofTasks =
    tasks === 'workflow' ? partitions.workflowTaskQueuePartitions : partitions.activityTaskQueuePartitions;
  // A worker with few polls at once is at some of a queue's partitions only.
  const described = await Promise.all(
    ofTasks.map(({ key }) =>
      service.describeTaskQueue({
        namespace,
        taskQueue: { name: key ?? name },
        taskQueueType: queueType(tasks),
      }),
    ),
  );
  const since = Date.now() - POLLED_WITHIN_MS;
  return described
    .flatMap(({ pollers }) => pollers)
    .some(
      ({ deploymentOptions, lastAccessTime }) =>
        deploymentOptions?.buildId === buildId && Number(lastAccessTime?.seconds ?? 0) * 1000 >= since,
    );
}
