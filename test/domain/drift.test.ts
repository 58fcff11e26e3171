import fc from 'fast-check';
import type { Reading, Result } from '../../contracts/result';
import { DESIRED_STATES, type Desired } from '../../contracts/target';
import { drift, isAtHome, watch } from '../../domain/drift';
import { claim, desire, isContained, settle, type TargetState } from '../../domain/targets';

type Observed = Extract<Result, { outcome: 'observed' }>;

const HELD: Desired = { state: 'held', quantity: '70' };
const ACTIVE: Desired = { state: 'active', quantity: null };
const DEADLINE = 15_000;

const wanted: TargetState = {
  desired: HELD,
  whole: true,
  generation: 1,
  observedGeneration: 0,
  observed: null,
  prior: null,
  status: 'wanted',
  note: null,
  leaseOwner: null,
  leaseUntil: null,
  leaseStep: null,
  token: 0,
  freeUntil: null,
  readFirst: false,
  notBefore: null,
  contradictions: 0,
  askedAt: null,
  acknowledgedAt: null,
  observedAt: null,
};
const reading = (state: Reading['state'], quantity: string | null = null, onHand = quantity): Reading => ({
  state,
  quantity,
  onHand,
  prior: null,
  cannotEnforce: null,
  evidence: 'as it is',
});
/** What a reconciliation that planned to read this target brings. */
const read = ({ generation, token }: TargetState, said: Reading, at: number): Observed => ({
  target: 't',
  generation,
  token,
  outcome: 'observed',
  reading: said,
  askedAt: null,
  acknowledgedAt: null,
  at,
});
/** Asked and read back as desired, at one instant. */
function bring(target: TargetState, at: number): TargetState {
  const { state, quantity } = target.desired;
  const asked = claim(target, 'TX-1', 'step', at, DEADLINE).target;
  return settle(asked, read(asked, reading(state, quantity), at), at, true);
}
const held = bring(wanted, 1_000);
const active = bring({ ...wanted, desired: ACTIVE }, 1_000);
const FREED = reading('free', '0', '70');

describe('a reading without a claim contradicts', () => {
  it.each([
    ['someone freed the lot', FREED],
    ['someone freed a part of it', reading('held', '69', '70')],
    ['the system knows nothing of it any more', reading('unknown')],
  ])('%s: it is asked anew, under a new generation', (_what, said) => {
    const after = drift(held, read(held, said, 2_000), 2_000);
    expect(after).toMatchObject({ generation: 2, observedGeneration: 1, status: 'drifted', notBefore: null });
    expect(isContained(after)).toBe(false);
    expect(claim(after, 'TX-1', 'step', 2_001, DEADLINE)).toMatchObject({ mode: 'bring', deadline: null });
  });

  it('once: what was read twice is one drift', () => {
    const twice = read(held, FREED, 2_000);
    const after = drift(held, twice, 2_000);
    expect(drift(after, twice, 2_100)).toBe(after);
  });

  it.each([
    ['as much', reading('held', '70')],
    ['more: somebody was careful', reading('held', '90')],
    ['a flag alone', reading('held')],
    ['all that is left there', reading('held', '30')],
  ])('not where %s is held', (_what, said) => {
    expect(drift(held, read(held, said, 2_000), 2_000)).toBe(held);
  });

  it('not where a lot that was freed is restricted: that is for its owner', () => {
    const freed = bring(desire(held, { state: 'free', quantity: '0' }, false), 2_000);
    expect(drift(freed, read(freed, reading('held', '70'), 3_000), 3_000)).toBe(freed);
  });

  it('not where more than a part is held: nothing is let go of because of a reading', () => {
    const part = bring(desire(held, { state: 'held', quantity: '40' }, false), 2_000);
    expect(drift(part, read(part, reading('held', '70'), 3_000), 3_000)).toBe(part);
    expect(drift(part, read(part, reading('held', '39', '70'), 3_000), 3_000)).toMatchObject({
      status: 'drifted',
      generation: part.generation + 1,
    });
  });
});

describe('a reading that comes late contradicts nothing newer', () => {
  const late = read(held, FREED, 2_000);

  it('not what was freed and is held again since', () => {
    const freed = bring(desire(held, { state: 'free', quantity: '0' }, false), 3_000);
    const again = bring(desire(freed, HELD, true), 4_000);
    expect(drift(again, late, 5_000)).toBe(again);
  });

  it('not what was asked anew since, though nothing else is desired', () => {
    const again = bring(drift(held, read(held, FREED, 1_500), 1_500), 3_000);
    expect(drift(again, late, 4_000)).toBe(again);
  });

  it('not what is being asked', () => {
    const asked = claim(desire(held, { state: 'held', quantity: '80' }, true), 'TX-1', 's', 3_000, DEADLINE);
    expect(drift(asked.target, late, 4_000)).toBe(asked.target);
  });

  it('not what is read by a saga at this moment', () => {
    const owed = { ...held, readFirst: true };
    expect(drift(owed, late, 3_000)).toBe(owed);
    const reread = claim(owed, 'TX-1', 's', 3_000, DEADLINE).target;
    expect(drift(reread, late, 4_000)).toBe(reread);
  });

  it('not what was observed after it was taken', () => {
    expect(drift(held, read(held, FREED, 999), 5_000)).toBe(held);
  });
});

describe('a revision that nobody attends to any more', () => {
  const switched = read(active, reading('undone'), 2_000);
  const drifted = watch(active, ACTIVE, switched);

  it('is shown as drifted, and asked nothing', () => {
    expect(drifted).toMatchObject({ status: 'drifted', generation: 1, observedGeneration: 1, token: 1 });
    expect(isAtHome(drifted)).toBe(true);
    expect(watch(drifted, ACTIVE, read(active, reading('different'), 3_000))).toBe(drifted);
  });

  it('heals when it is read right again', () => {
    expect(watch(drifted, ACTIVE, read(drifted, reading('active'), 3_000))).toMatchObject({
      status: 'observed',
      generation: 1,
    });
  });

  it('does not heal by a reading that is older than the drift', () => {
    expect(watch(drifted, ACTIVE, read(drifted, reading('active'), 1_500))).toBe(drifted);
  });

  it('is judged by what it should be, not by what was asked last and undone', () => {
    const undone = bring(desire(active, { state: 'undone', quantity: null }, true), 2_000);
    expect(watch(undone, ACTIVE, read(undone, reading('active'), 3_000))).toBe(undone);
    expect(watch(undone, ACTIVE, read(undone, reading('undone'), 3_000)).status).toBe('drifted');
  });

  it('is not touched while a new change asks for it', () => {
    const staged = desire(drifted, { state: 'staged', quantity: null }, true);
    expect(watch(staged, ACTIVE, switched)).toBe(staged);
  });
});

/** Anything that may be read, at any time, planned at any state of the target. */
const anyReading: fc.Arbitrary<Reading> = fc
  .record({
    state: fc.constantFrom(...DESIRED_STATES, 'unknown' as const, 'different' as const),
    quantity: fc.option(fc.integer({ min: 0, max: 120 }).map(String)),
    onHand: fc.option(fc.integer({ min: 0, max: 120 }).map(String)),
  })
  .map((said) => ({ ...reading('unknown'), ...said }));

/** What happens to a target of a hold: more or less is desired, a saga asks, what it brings comes home. */
const anyStep = fc.oneof(
  fc.integer({ min: 0, max: 100 }).map((pieces) => ({ kind: 'desire' as const, pieces })),
  fc.constant({ kind: 'claim' as const }),
  anyReading.map((said) => ({ kind: 'settle' as const, said })),
  fc.record({ kind: fc.constant('drift' as const), said: anyReading, planned: fc.nat({ max: 30 }) }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

function happen(target: TargetState, step: Exclude<Step, { kind: 'drift' }>, now: number): TargetState {
  if (step.kind === 'desire') {
    const quantity = String(step.pieces);
    return desire(target, { state: step.pieces === 0 ? 'free' : 'held', quantity }, step.pieces === 100);
  }
  if (step.kind === 'claim')
    return target.leaseOwner === null ? claim(target, 'TX-1', 'step', now, DEADLINE).target : target;
  return settle(target, read(target, step.said, now), now, true);
}

describe('whatever happened before, in whatever order readings come', () => {
  it('a reading without a claim confirms nothing, frees nothing, and is taken once', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 30 }), (steps) => {
        let target = wanted;
        const past = [target];
        steps.forEach((step, index) => {
          const now = 1_000 * (index + 1);
          if (step.kind !== 'drift') {
            target = happen(target, step, now);
          } else {
            const planned = past[Math.min(step.planned, past.length - 1)]!;
            const result = read(planned, step.said, now);
            const after = drift(target, result, now);
            if (after !== target) {
              expect(isAtHome(target)).toBe(true);
              expect([planned.generation, planned.token]).toEqual([target.generation, target.token]);
              expect(after).toMatchObject({ desired: target.desired, token: target.token, leaseOwner: null });
              expect(after.generation).toBe(target.generation + 1);
              expect(after.observedGeneration).toBeLessThan(after.generation);
              expect(after.observedAt).toBe(target.observedAt);
              expect(target.desired.state).toBe('held');
              expect(isContained(after)).toBe(false);
              expect(drift(after, result, now)).toBe(after);
            }
            target = after;
          }
          past.push(target);
        });
      }),
      { numRuns: 2_000 },
    );
  });
});
