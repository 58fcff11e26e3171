import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import type { Step, StoryStep } from '../contracts/story';

type Event = temporal.api.history.v1.IHistoryEvent;
type Failure = temporal.api.failure.v1.IFailure;
type Pending = temporal.api.workflow.v1.IPendingActivityInfo;
type Run = Step<'run'>;
type Timer = Step<'timer'>;
type Call = Step<'call'>;

/** A task queue of a system (names.ts `queueOf`). */
const SYSTEM_QUEUE = /^system\.(.+)$/;
/** A shorter timer gathers what comes home together: nobody waited for it. */
const SHORTEST_MS = 1_000;
/** Of what it brings home the ledger keeps a visit. */
const VISITING = 'bring';

/**
 * What a history tells that the ledger does not: when runs began and ended, timers that run or went off, and calls to systems
 * that are out, failed, were tried again, or were questions. Ids, summaries and classes of failure only: payloads stay closed.
 * @param pending what Temporal says of the activities that are out
 */
export function historySteps(
  workflow: string,
  run: string,
  events: readonly Event[],
  pending: readonly Pending[],
): StoryStep[] {
  const history = new History(workflow, run);
  for (const event of events) history.take(event);
  for (const activity of pending) history.takePending(activity);
  return history.steps();
}

class History {
  private readonly runs: Run[] = [];
  /** By the event that began them. */
  private readonly timers = new Map<string, Timer>();
  private readonly calls = new Map<string, Call>();
  private readonly byActivity = new Map<string, Call>();

  constructor(
    private readonly workflow: string,
    private readonly run: string,
  ) {}

  take(event: Event): void {
    const own = {
      id: `f${this.run}/${number(event.eventId)}`,
      at: iso(event.eventTime),
      workflow: this.workflow,
    };
    const state = runState(event);
    if (state !== null)
      this.runs.push({
        ...own,
        kind: 'run',
        system: null,
        run: this.run,
        state,
        text: `${this.workflow} ${state}`,
      });
    this.takeTimer(event, own);
    this.takeCall(event, own);
  }

  private takeTimer(event: Event, own: Own): void {
    const { timerStartedEventAttributes: started, timerFiredEventAttributes: fired } = event;
    const length = milliseconds(started?.startToFireTimeout);
    if (started && length >= SHORTEST_MS)
      this.timers.set(number(event.eventId), {
        ...own,
        kind: 'timer',
        system: null,
        dueAt: new Date(Date.parse(own.at) + length).toISOString(),
        firedAt: null,
        text: summaryOf(event) ?? 'a timer',
      });
    const timer = fired && this.timers.get(number(fired.startedEventId));
    if (timer) timer.firedAt = own.at;
    if (event.timerCanceledEventAttributes)
      this.timers.delete(number(event.timerCanceledEventAttributes.startedEventId));
  }

  private takeCall(event: Event, own: Own): void {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled) {
      const call: Call = {
        ...own,
        kind: 'call',
        system: SYSTEM_QUEUE.exec(scheduled.taskQueue?.name ?? '')?.[1] ?? null,
        activity: scheduled.activityType?.name ?? '',
        state: 'waiting',
        attempts: 0,
        failure: null,
        nextAttemptAt: null,
        endedAt: null,
        text: summaryOf(event) ?? '',
      };
      this.calls.set(number(event.eventId), call);
      this.byActivity.set(scheduled.activityId ?? '', call);
    }
    const progress = progressOf(event);
    const call = progress && this.calls.get(number(progress.of.scheduledEventId));
    if (!progress || !call) return;
    call.state = progress.state;
    call.attempts = progress.of.attempt ?? call.attempts;
    call.failure = failureClass(progress.failure) ?? call.failure;
    call.endedAt = progress.state === 'running' ? null : own.at;
  }

  takePending({ activityId, attempt, lastFailure, lastStartedTime, nextAttemptScheduleTime }: Pending): void {
    const call = this.byActivity.get(activityId ?? '');
    if (!call) return;
    call.attempts = attempt ?? call.attempts;
    call.failure = failureClass(lastFailure);
    call.state = nextAttemptScheduleTime || !lastStartedTime ? 'waiting' : 'running';
    call.nextAttemptAt = nextAttemptScheduleTime ? iso(nextAttemptScheduleTime) : null;
  }

  steps(): StoryStep[] {
    return [
      ...this.runs,
      ...[...this.timers.values()].map((timer) => ({ ...timer, text: timerInWords(timer) })),
      ...[...this.calls.values()].filter(isTold).map((call) => ({ ...call, text: callInWords(call) })),
    ];
  }
}

/** What every step of an event has. */
type Own = Pick<Run, 'id' | 'at' | 'workflow'>;
type EventNumber = Event['eventId'];

const number = (event: EventNumber): string => event?.toString() ?? '';
const milliseconds = (time: { seconds?: unknown; nanos?: number | null } | null | undefined): number =>
  Number(time?.seconds ?? 0) * 1_000 + Math.floor((time?.nanos ?? 0) / 1e6);
const iso = (time: Event['eventTime']): string => new Date(milliseconds(time)).toISOString();

/** The workflow's own words for an activity or a timer: they travel in the clear. */
function summaryOf({ userMetadata }: Event): string | null {
  const payload = userMetadata?.summary;
  const said: unknown = payload ? defaultPayloadConverter.fromPayload(payload) : null;
  return typeof said === 'string' ? said : null;
}

function runState(event: Event): string | null {
  if (event.workflowExecutionStartedEventAttributes) return 'began';
  if (event.workflowExecutionCompletedEventAttributes) return 'ended';
  if (event.workflowExecutionContinuedAsNewEventAttributes) return 'goes on as a new run';
  if (event.workflowExecutionFailedEventAttributes) return 'failed';
  if (event.workflowExecutionTimedOutEventAttributes) return 'ran out of time';
  if (event.workflowExecutionCanceledEventAttributes) return 'was cancelled';
  return event.workflowExecutionTerminatedEventAttributes ? 'was ended by force' : null;
}

interface Progress {
  readonly state: Call['state'];
  readonly of: { readonly scheduledEventId?: EventNumber; readonly attempt?: number | null };
  readonly failure?: Failure | null | undefined;
}

function progressOf(event: Event): Progress | null {
  const {
    activityTaskStartedEventAttributes: started,
    activityTaskCompletedEventAttributes: completed,
    activityTaskFailedEventAttributes: failed,
    activityTaskTimedOutEventAttributes: timedOut,
    activityTaskCanceledEventAttributes: cancelled,
  } = event;
  if (started) return { state: 'running', of: started, failure: started.lastFailure };
  if (completed) return { state: 'completed', of: { scheduledEventId: completed.scheduledEventId } };
  if (failed)
    return { state: 'failed', of: { scheduledEventId: failed.scheduledEventId }, failure: failed.failure };
  if (timedOut)
    return {
      state: 'timed-out',
      of: { scheduledEventId: timedOut.scheduledEventId },
      failure: timedOut.failure,
    };
  return cancelled ? { state: 'cancelled', of: { scheduledEventId: cancelled.scheduledEventId } } : null;
}

/** A system's class of failure (adapters/failure), or Temporal's own. */
function failureClass(failure: Failure | null | undefined): string | null {
  if (!failure) return null;
  if (failure.applicationFailureInfo) return failure.applicationFailureInfo.type || 'failed';
  if (failure.timeoutFailureInfo) return 'timed-out';
  return failure.canceledFailureInfo ? 'cancelled' : (failureClass(failure.cause) ?? 'failed');
}

const isTold = ({ activity, state, attempts }: Call): boolean =>
  activity !== VISITING || state !== 'completed' || attempts > 1;

const timerInWords = ({ text, dueAt, firedAt }: Timer): string =>
  firedAt === null ? `waits until ${dueAt}: ${text}` : `the time was over: ${text}`;

/** "hold lot PIN-10:L-0417: waiting at attempt 4, the last failure retryable" */
function callInWords({ text, system, state, attempts, failure }: Call): string {
  const what = system !== null && text.startsWith(`${system}: `) ? text.slice(system.length + 2) : text;
  const tries = attempts > 1 ? ` at attempt ${attempts}` : '';
  const last = failure === null ? '' : `, the last failure ${failure}`;
  return `${what}: ${state === 'completed' ? 'answered' : state}${tries}${last}`;
}
