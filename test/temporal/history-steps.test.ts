import { readFileSync } from 'node:fs';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { historySteps } from '../../temporal/history-steps';

const history = (name: string) =>
  historyFromJSON(JSON.parse(readFileSync(`test/workflows/histories/${name}.json`, 'utf8'))).events ?? [];
const tell = (name: string, pending: Parameters<typeof historySteps>[3] = []) =>
  historySteps(name, 'run', history(name), pending);

it('tells of a finished saga when it began and ended, and of calls what the ledger keeps no visit of', () => {
  const steps = tell('0.1.0-quality-hold');
  const runs = steps.flatMap((step) => (step.kind === 'run' ? [step.state] : []));
  expect(runs).toEqual(['began', 'ended']);
  const calls = steps.flatMap((step) => (step.kind === 'call' ? [step] : []));
  expect(calls).toContainEqual(
    expect.objectContaining({
      activity: 'exposure',
      state: 'completed',
      system: 'erp',
      attempts: 1,
      failure: null,
    }),
  );
  expect(calls.find(({ activity, attempts }) => activity === 'bring' && attempts === 1)).toBeUndefined();
});

it('tells of a call that is out how often it was tried, how it failed, and when it is tried again', () => {
  const events = history('0.1.0-quality-hold').filter(
    ({ activityTaskStartedEventAttributes, activityTaskCompletedEventAttributes }) =>
      !activityTaskStartedEventAttributes && !activityTaskCompletedEventAttributes,
  );
  const scheduled = events.find(
    ({ activityTaskScheduledEventAttributes }) => activityTaskScheduledEventAttributes,
  )!;
  const { activityId } = scheduled.activityTaskScheduledEventAttributes!;
  const seconds = (text: string) => ({ seconds: Date.parse(text) / 1000 }) as never;
  const steps = historySteps('saga', 'run', events, [
    {
      activityId: activityId!,
      attempt: 4,
      lastFailure: { applicationFailureInfo: { type: 'unknown-outcome' } },
      lastStartedTime: seconds('2026-11-03T06:40:00Z'),
      nextAttemptScheduleTime: seconds('2026-11-03T06:40:02Z'),
    },
  ]);
  expect(steps.find(({ id }) => id === `frun/${String(scheduled.eventId)}`)).toMatchObject({
    kind: 'call',
    state: 'waiting',
    attempts: 4,
    failure: 'unknown-outcome',
    nextAttemptAt: '2026-11-03T06:40:02.000Z',
    text: expect.stringMatching(/: waiting at attempt 4, the last failure unknown-outcome$/),
  });
});

it('tells of timers that went off, and of none that was cancelled', () => {
  const timers = tell('0.1.0-plant-rollout').flatMap((step) => (step.kind === 'timer' ? [step] : []));
  const events = history('0.1.0-plant-rollout');
  const cancelled = events.map(({ timerCanceledEventAttributes: one }) => String(one?.startedEventId));
  const lasting = events.filter(
    ({ eventId, timerStartedEventAttributes: one }) =>
      Number(one?.startToFireTimeout?.seconds ?? 0) >= 1 && !cancelled.includes(String(eventId)),
  );
  expect(cancelled).not.toEqual([]);
  expect(timers.map(({ id }) => id)).toEqual(lasting.map(({ eventId }) => `frun/${String(eventId)}`));
});
