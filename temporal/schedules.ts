import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type ScheduleClient,
} from '@temporalio/client';
import type { Topology } from '../contracts/topology';
import { SAGA_QUEUE } from './names';

/** A plant's reconciliation, as its schedule and its runs are named. */
export const reconciliationOf = (plant: string): string => `reconcile/${plant}`;

/** A run that came too late is of no use: the next one reads the same. */
const CATCH_UP = '1 minute';
/** A run that hangs does not keep the next ones from starting. */
const MOST = '1 hour';

/**
 * Makes each plant's schedule as the topology has it now, and takes away those of plants that it has no more; one that a
 * person has paused stays paused. Repeats do nothing.
 * @param former plants of the topology before: a list of schedules may not show the newest
 */
export async function setSchedules(
  schedules: ScheduleClient,
  topology: Topology,
  former: readonly string[] = [],
): Promise<void> {
  for (const plant of Object.keys(topology.plants)) {
    const schedule = scheduleOf(plant, topology.reconcileEverySeconds);
    try {
      await schedules.create({ ...schedule, scheduleId: reconciliationOf(plant) });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
      await schedules.getHandle(reconciliationOf(plant)).update(({ state }) => ({ ...schedule, state }));
    }
  }
  const known = new Set(former.map(reconciliationOf));
  for await (const { scheduleId } of schedules.list()) known.add(scheduleId);
  for (const id of known)
    if (
      id.startsWith(reconciliationOf('')) &&
      !Object.hasOwn(topology.plants, id.slice(reconciliationOf('').length))
    )
      await remove(schedules, id);
}

async function remove(schedules: ScheduleClient, id: string): Promise<void> {
  try {
    await schedules.getHandle(id).delete();
  } catch (error) {
    if (!(error instanceof ScheduleNotFoundError)) throw error;
  }
}

const scheduleOf = (plant: string, seconds: number) => ({
  spec: { intervals: [{ every: seconds * 1000 }] },
  policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: CATCH_UP } as const,
  action: {
    type: 'startWorkflow' as const,
    workflowType: 'reconcile',
    workflowId: reconciliationOf(plant),
    taskQueue: SAGA_QUEUE,
    args: [plant],
    workflowTaskTimeout: '2 seconds',
    workflowExecutionTimeout: MOST,
    staticSummary: `Reconciliation of ${plant}`,
  } as const,
});
