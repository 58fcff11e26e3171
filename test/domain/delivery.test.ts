import { assert, double, integer, property } from 'fast-check';
import { verdictOn } from '../../domain/delivery';

const patience = { attempts: 5, backoffSeconds: 1, longestBackoffSeconds: 60 };
const answered = (status: number | null, retryAfterMs: number | null = null) => ({
  status,
  error: null,
  retryAfterMs,
});

it.each([200, 202, 204, 299])('%d is a delivery', (status) => {
  expect(verdictOn(answered(status), 1, patience, 0)).toEqual({ kind: 'delivered' });
});

it('410 ends the subscription, at whichever attempt', () => {
  for (const attempt of [1, 5, 9])
    expect(verdictOn(answered(410), attempt, patience, 0)).toEqual({ kind: 'gone' });
});

it.each([null, 100, 301, 307, 400, 401, 404, 429, 500, 503])(
  '%s is tried again, as often as patience has it',
  (status) => {
    for (const attempt of [1, 2, 3, 4])
      expect(verdictOn(answered(status), attempt, patience, 0).kind).toBe('again');
    expect(verdictOn(answered(status), 5, patience, 0)).toEqual({ kind: 'dead' });
  },
);

it('waits twice as long each time, by half of it at random, and no longer than the longest', () => {
  const wait = (attempt: number, random: number) =>
    verdictOn(answered(500), attempt, { ...patience, attempts: 50 }, random);
  expect([1, 2, 3, 4].map((attempt) => wait(attempt, 0))).toEqual(
    [500, 1_000, 2_000, 4_000].map((inMs) => ({ kind: 'again', inMs })),
  );
  assert(
    property(
      integer({ min: 1, max: 49 }),
      double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, random) => {
        const verdict = wait(attempt, random);
        const whole = Math.min(1_000 * 2 ** (attempt - 1), 60_000);
        return verdict.kind === 'again' && verdict.inMs >= whole / 2 && verdict.inMs <= whole;
      },
    ),
  );
});

it('waits as long as it is asked to, but not for ever', () => {
  expect(verdictOn(answered(503, 90_000), 1, patience, 0)).toEqual({ kind: 'again', inMs: 90_000 });
  expect(verdictOn(answered(503, 10), 3, patience, 0)).toEqual({ kind: 'again', inMs: 2_000 });
  expect(verdictOn(answered(503, 1e15), 1, patience, 0)).toEqual({ kind: 'again', inMs: 86_400_000 });
});
