import type { DataConverter } from '@temporalio/common';
import {
  Worker,
  type InjectedSinks,
  type NativeConnection,
  type WorkerDeploymentOptions,
} from '@temporalio/worker';
import type { LedgerActivities } from '../activities/ledger';
import type { SystemActivities } from '../activities/systems';
import type { Topology } from '../contracts/topology';
import type { TraceSinks } from '../workflows/trace';
import { readBundle } from '../temporal/bundle';
import { queueOf, SAGA_QUEUE } from '../temporal/names';
import { traceActivity } from './activity-trace';

export interface WorkerPlace {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly deployment: string;
  readonly dataConverter: DataConverter;
  /** What takes the beginnings of sagas' runs, see `workers/telemetry`. */
  readonly sinks: InjectedSinks<TraceSinks>;
}

/** A worker that is told to stop lets what it does finish for that long. */
const GRACE = '10 seconds';

const versioned = (deploymentName: string): WorkerDeploymentOptions => ({
  version: { deploymentName, buildId: readBundle().buildId },
  useWorkerVersioning: true,
  defaultVersioningBehavior: 'AUTO_UPGRADE',
});

/** Runs the sagas, and their calls to the ledger. */
export const createSagaWorker = (place: WorkerPlace, activities: LedgerActivities): Promise<Worker> =>
  Worker.create({
    connection: place.connection,
    namespace: place.namespace,
    dataConverter: place.dataConverter,
    taskQueue: SAGA_QUEUE,
    workflowBundle: { codePath: readBundle().codePath },
    activities,
    interceptors: { activity: [traceActivity] },
    sinks: place.sinks,
    workerDeploymentOptions: versioned(place.deployment),
    maxCachedWorkflows: 500,
    // After a worker died, its sagas go on elsewhere when this has passed. Shorter, and those of a worker that is merely busy
    // are taken from its cache and replayed, which makes it busier (tried: at 1 s, six timed out in ten holds under overload).
    stickyQueueScheduleToStartTimeout: '2 seconds',
    shutdownGraceTime: GRACE,
  });

/** A visit asks and reads back: two requests. The server counts over all workers of the queue. */
const visitsPerSecond = (requests: number | undefined) =>
  requests === undefined ? {} : { maxTaskQueueActivitiesPerSecond: requests / 2 };

/** Calls one system, with no more at once, and no more a second, than the system takes. */
export const createSystemWorker = (
  place: WorkerPlace,
  topology: Topology,
  system: string,
  activities: SystemActivities,
): Promise<Worker> =>
  Worker.create({
    connection: place.connection,
    namespace: place.namespace,
    dataConverter: place.dataConverter,
    taskQueue: queueOf(system),
    activities,
    interceptors: { activity: [traceActivity] },
    workerDeploymentOptions: versioned(place.deployment),
    maxConcurrentActivityTaskExecutions: Math.max(topology.systems[system]?.concurrency ?? 1, 1),
    ...visitsPerSecond(topology.systems[system]?.requestsPerSecond),
    shutdownGraceTime: GRACE,
  });
