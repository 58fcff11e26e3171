import { HEARD_WITHIN_MS, systemState } from '../../domain/system-health';

const NOW = Date.UTC(2026, 10, 3);
const ago = (ms: number) => NOW - ms;

it.each([
  ['nobody has ever asked', null, null, 'unknown'],
  ['it answered', ago(5), null, 'answering'],
  ['it failed, and never answered', null, ago(5), 'failing'],
  ['it failed since', ago(9), ago(5), 'failing'],
  ['it answered since', ago(5), ago(9), 'answering'],
  ['both at one instant', ago(5), ago(5), 'answering'],
  ['an answer is as old as may be', ago(HEARD_WITHIN_MS), null, 'answering'],
  ['nobody has asked it for an hour', ago(HEARD_WITHIN_MS + 1), null, 'unknown'],
  ['it failed, and nobody has asked it for an hour', null, ago(HEARD_WITHIN_MS + 1), 'unknown'],
] as const)('%s', (_what, answeredAt, failedAt, state) => {
  expect(systemState(answeredAt, failedAt, NOW)).toBe(state);
});
