import { activityInfo, ApplicationFailure, Context, heartbeat } from '@temporalio/activity';
import { SystemFailure } from '../adapters/failure';
import type { Adapter, CallContext } from '../adapters/port';
import type { Assessment } from '../contracts/assessment';
import type { PageQuestion } from '../contracts/baseline';
import type { ChangePackage } from '../contracts/engineering-change';
import type { Exposed } from '../contracts/hold';
import type { Made, MadeQuestion } from '../contracts/made';
import type { OrderAnswer, OrderQuestion } from '../contracts/order-step';
import type { PackageQuestion, PlantQuestion } from '../contracts/release';
import type { Batch, ExposureQuestion } from '../contracts/step';
import type { Result } from '../contracts/result';
import type { SnapshotPage } from '../contracts/snapshot';
import { bringHome } from './bring';
import { askOrder } from './order';

/** A worker that dies is found out by the heart beat that stops, not by the end of a long time-out. */
const HEARTBEAT_MS = 700;

/** By then Temporal has given up an attempt whose worker is not heard of. */
const GIVEN_UP_MS = 2_000;

/**
 * A worker that was cut off or stood still may come upon an ask that was recalled meanwhile. What contains does no harm; a
 * free that waited is sent only if Temporal says that it is still wanted, of this worker: by then others may have waited as
 * long in a system's queue, and were they not sent, none ever would be.
 */
async function refuseStale({ mode }: Batch): Promise<void> {
  if (mode !== 'free') return;
  for (let known = activityInfo().currentAttemptScheduledTimestampMs; Date.now() - known > GIVEN_UP_MS;) {
    known = Date.now();
    await confirmWanted();
  }
}

/** A heart beat that is waited for: the SDK's own are not. @throws ApplicationFailure `stale` */
async function confirmWanted(): Promise<void> {
  const { client } = Context.current();
  const { namespace, identity } = client.options;
  const { taskToken } = activityInfo();
  const { cancelRequested } = await client.workflowService
    .recordActivityTaskHeartbeat({ namespace, identity, taskToken })
    .catch((error: Error) => {
      throw stale(error.message);
    });
  if (cancelRequested) throw stale('it was recalled');
}

const stale = (why: string): ApplicationFailure =>
  ApplicationFailure.retryable(`The free waited for a worker and was not sent: ${why}`, 'stale');

/**
 * The sagas' door to the systems. One instance a worker; an adapter for each system that the worker serves.
 * @param visitedAgain told of each visit that Temporal repeats
 */
export function createSystemActivities(
  adapters: Pick<ReadonlyMap<string, Adapter>, 'get'>,
  visitedAgain: (system: string) => void = () => undefined,
) {
  const adapterOf = (system: string): Adapter => {
    const adapter = adapters.get(system);
    if (!adapter)
      throw ApplicationFailure.retryable(
        `This worker has no adapter for ${system}; the topology gives it to another.`,
        'misconfigured',
      );
    if (activityInfo().attempt > 1) visitedAgain(system);
    return adapter;
  };
  return {
    /**
     * Asks and reads back a batch. Answers for each target; throws, to be tried again by Temporal, when the system could
     * not be reached or may have acted: then it is read first.
     */
    bring: (batch: Batch): Promise<Result[]> =>
      alive(async (context) => {
        await refuseStale(batch);
        return bringHome(
          adapterOf(batch.system),
          batch,
          activityInfo().attempt > 1 || batch.again === true,
          context,
          Date.now,
        );
      }, batch.transaction),

    /** What of these lots is beyond the hold. A read: it may be repeated at will. */
    exposure: (question: ExposureQuestion): Promise<Exposed[]> =>
      alive(
        async (context) => (await adapterOf(question.system).exposure?.(question.lots, context)) ?? [],
        question.transaction,
      ),

    /** The lots that a hold means by order, work centre or serial. A read: it may be repeated at will. */
    made: (question: MadeQuestion): Promise<readonly Made[]> =>
      alive((context) => {
        const adapter = adapterOf(question.system);
        if (!adapter.made) throw cannot(adapter, 'name what was made');
        return adapter.made(question, context);
      }, question.transaction),

    /** What the PLM says a change is; null: it knows none of that number. */
    package: (question: PackageQuestion): Promise<ChangePackage | null> =>
      alive((context) => {
        const adapter = adapterOf(question.system);
        if (!adapter.package) throw cannot(adapter, 'give the package of a change');
        return adapter.package(question.change, context);
      }, question.transaction),

    /** A production order as the ERP has it, or what the MES says of one before it gets it. */
    askOrder: (question: OrderQuestion): Promise<OrderAnswer> =>
      alive((context) => askOrder(adapterOf(question.system), question, context), question.transaction),

    /** What a system says of items at a plant. */
    assess: ({ system, plant, items, transaction }: PlantQuestion): Promise<Assessment> =>
      alive((context) => {
        const adapter = adapterOf(system);
        if (!adapter.assess) throw cannot(adapter, 'assess a change');
        return adapter.assess({ plant, items }, context);
      }, transaction),

    /** One page of what a system has at a plant. */
    snapshot: ({ system, plant, cursor, lots, limit, transaction }: PageQuestion): Promise<SnapshotPage> =>
      alive((context) => {
        const adapter = adapterOf(system);
        if (!adapter.snapshot) throw cannot(adapter, 'give a snapshot');
        return adapter.snapshot({ plant, cursor, lots, limit }, context);
      }, transaction),
  };
}
export type SystemActivities = ReturnType<typeof createSystemActivities>;

async function alive<T>(work: (context: CallContext) => Promise<T>, transaction: string): Promise<T> {
  const beat = setInterval(() => heartbeat(), HEARTBEAT_MS);
  try {
    return await work({ transaction, traceparent: null, signal: Context.current().cancellationSignal });
  } catch (error) {
    throw error instanceof SystemFailure ? asActivityFailure(error) : error;
  } finally {
    clearInterval(beat);
  }
}

const cannot = ({ product }: Adapter, what: string): ApplicationFailure =>
  ApplicationFailure.retryable(
    `${product} cannot ${what}; give its role to another product in the topology.`,
    'misconfigured',
  );

/** Temporal repeats it: after what the system asked for, or by the activity's own back-off. */
const asActivityFailure = (failure: SystemFailure): ApplicationFailure =>
  ApplicationFailure.create({
    message: failure.message,
    type: failure.failure,
    details: [failure.code],
    ...(failure.retryAfterMs === null ? {} : { nextRetryDelay: failure.retryAfterMs }),
  });
