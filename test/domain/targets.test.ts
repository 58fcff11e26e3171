import type { Reading, Result } from '../../contracts/result';
import type { Desired } from '../../contracts/target';
import {
  amended,
  claim,
  desire,
  isContained,
  isNewest,
  LEASE_MS,
  restored,
  retried,
  satisfies,
  settle,
  type TargetState,
  UNTIL_RESOLVED,
} from '../../domain/targets';

const DEADLINE = 15_000;
const HELD: Desired = { state: 'held', quantity: '70' };
const FREE: Desired = { state: 'free', quantity: '0' };

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

const reading = (
  state: Reading['state'],
  quantity: string | null,
  changes: Partial<Reading> = {},
): Reading => ({
  state,
  quantity,
  onHand: '70',
  prior: 'unrestricted',
  cannotEnforce: null,
  evidence: 'blocked',
  ...changes,
});
const take = (target: TargetState, now: number, step = `run/${now}`) =>
  claim(target, 'TX-1', step, now, DEADLINE);
/** What a visit under the target's present lease brings home. */
const seen = (target: TargetState, read: Reading, at: number): Result => ({
  target: 't',
  generation: target.generation,
  token: target.token,
  outcome: 'observed',
  reading: read,
  askedAt: at,
  acknowledgedAt: at,
  at,
});
const name = ({ generation, token }: TargetState) => ({ target: 't', generation, token });
const lapsed = (target: TargetState, at: number): Result => ({
  ...name(target),
  outcome: 'lapsed',
  text: 'no answer',
  at,
});

/** Claimed, asked, and read back as desired, at one instant. */
function bring(target: TargetState, read: Reading, at: number, refusesLate = true): TargetState {
  const asked = take(target, at).target;
  return settle(asked, seen(asked, read, at), at, refusesLate);
}
const held = bring(wanted, reading('held', '70'), 1_000);

describe('a reading says what is desired', () => {
  const part: Desired = { state: 'held', quantity: '40' };
  it.each([
    ['a flag alone', HELD, true, reading('held', null), true],
    ['the whole lot', HELD, true, reading('held', '70'), true],
    ['more than the ledger counts', HELD, true, reading('held', '80', { onHand: '80' }), true],
    ['all that the system has, though less', HELD, true, reading('held', '30', { onHand: '30' }), true],
    ['less than the whole lot', HELD, true, reading('held', '69'), false],
    ['the part', part, false, reading('held', '40'), true],
    ['more than the part', part, false, reading('held', '70'), false],
    ['less than the part', part, false, reading('held', '39.9'), false],
    ['another state', HELD, true, reading('free', '0'), false],
    ['nothing known', HELD, true, reading('unknown', null), false],
    ['free', FREE, false, reading('free', '0'), true],
  ])('%s', (_name, desired, whole, read, expected) => {
    expect(satisfies(desired, whole, read)).toBe(expected);
  });
});

describe('a claim', () => {
  it('takes the lease under a token larger than any before', () => {
    const { target, mode, deadline } = take({ ...wanted, token: 7 }, 1_000);
    expect({ mode, deadline }).toEqual({ mode: 'bring', deadline: null });
    expect(target).toMatchObject({
      leaseOwner: 'TX-1',
      leaseUntil: 1_000 + LEASE_MS,
      token: 8,
      status: 'asked',
    });
  });

  it('of the step that has it is given out again, under the same token, and hides no newer wish', () => {
    const taken = take(wanted, 1_000, 'run/1').target;
    expect(take(taken, 2_000, 'run/1').target).toMatchObject({ token: 1, status: 'asked' });
    const lettingGo = take(desire(held, FREE, false), 2_000, 'run/2').target;
    const heldAgain = take(desire(lettingGo, HELD, true), 3_000, 'run/2');
    expect(heldAgain).toMatchObject({ mode: 'bring', target: { token: lettingGo.token, status: 'wanted' } });
  });

  it('H2 gives every free a deadline, and remembers how long it may live', () => {
    const { target, mode, deadline } = take(desire(held, FREE, false), 2_000);
    expect({ mode, deadline }).toEqual({ mode: 'free', deadline: 2_000 + DEADLINE });
    expect(target.freeUntil).toBe(2_000 + 2 * DEADLINE);
  });

  it('H2 gives an ask for a part a deadline, too: the system may hold more, and a hold may come', () => {
    const part = desire(held, { state: 'held', quantity: '40' }, false);
    expect(take(part, 2_000)).toMatchObject({ mode: 'free', deadline: 2_000 + DEADLINE });
  });

  it('H2 asks without end for the whole lot', () => {
    expect(take(desire(held, { state: 'held', quantity: '80' }, true), 2_000)).toMatchObject({
      mode: 'bring',
      deadline: null,
    });
  });
});

describe('a result', () => {
  it('of an older token is a stranger: it changes nothing', () => {
    const asked = take(wanted, 1_000).target;
    const again = take(asked, 2_000).target;
    expect(settle(again, seen(asked, reading('held', '70'), 2_000), 2_000, true)).toBe(again);
  });

  it('that comes twice is taken once', () => {
    const asked = take(wanted, 1_000).target;
    const result = seen(asked, reading('held', '70'), 1_500);
    const settled = settle(asked, result, 1_500, true);
    expect(settled).toMatchObject({ status: 'observed', observedGeneration: 1, leaseOwner: null });
    expect(settle(settled, result, 1_600, true)).toBe(settled);
  });

  it('of an older generation frees the lease, and is not taken for the newest', () => {
    const asked = take(wanted, 1_000).target;
    const more = desire(asked, { state: 'held', quantity: '80' }, true);
    const settled = settle(more, seen(asked, reading('held', '70'), 1_500), 1_500, true);
    expect(settled).toMatchObject({
      generation: 2,
      observedGeneration: 0,
      leaseOwner: null,
      status: 'wanted',
    });
    expect(isContained(settled)).toBe(false);
  });

  it('that was refused parks the target, which is tried again', () => {
    const asked = take(wanted, 1_000).target;
    const refused = { target: 't', generation: 1, token: asked.token, at: 1_500 } as const;
    const parked = settle(
      asked,
      { ...refused, outcome: 'rejected', code: 'PERIOD_CLOSED', text: 'the period is closed' },
      1_500,
      true,
    );
    expect(parked).toMatchObject({ status: 'parked', note: 'PERIOD_CLOSED: the period is closed' });
    expect(parked.notBefore).toBeGreaterThan(1_500);
    expect(isContained(parked)).toBe(false);
  });

  it('that was refused under an older generation parks nothing: what is wanted now is asked at once', () => {
    const asked = take(wanted, 1_000).target;
    const more = desire(asked, { state: 'held', quantity: '80' }, true);
    const refused = { target: 't', generation: 1, token: asked.token, at: 1_500, text: 'no' } as const;
    const settled = settle(more, { ...refused, outcome: 'rejected', code: 'PERIOD_CLOSED' }, 1_500, true);
    expect(settled).toMatchObject({ generation: 2, leaseOwner: null, status: 'wanted', notBefore: null });
    const unknown = settle(more, { ...refused, outcome: 'rejected', code: 'unknown-outcome' }, 1_500, true);
    expect(unknown).toMatchObject({ status: 'parked', notBefore: UNTIL_RESOLVED });
  });

  it('that the system cannot enforce is observed, and says so', () => {
    const read = reading('held', '70', { cannotEnforce: 'it ships what is packed' });
    expect(bring(wanted, read, 1_000)).toMatchObject({
      status: 'cannot-enforce',
      note: 'it ships what is packed',
      observedGeneration: 1,
    });
  });
});

describe('a contradiction', () => {
  it('bumps the generation, so that its key is not used again', () => {
    const lied = bring(wanted, reading('free', '0'), 1_000);
    expect(lied).toMatchObject({ generation: 2, observedGeneration: 0, contradictions: 1, notBefore: null });
    expect(isContained(lied)).toBe(false);
  });

  it('is asked again at once, then less and less often', () => {
    let target = wanted;
    const waits: number[] = [];
    for (let now = 0; now < 8_000; now += 1_000) {
      target = bring(target, reading('free', '0'), now);
      waits.push((target.notBefore ?? now) - now);
    }
    expect(waits.slice(0, 2)).toEqual([0, 0]);
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(Math.max(...waits)).toBeLessThanOrEqual(10_000);
  });

  it('ends with the first reading that says what is desired', () => {
    const lied = bring(wanted, reading('free', '0'), 1_000);
    expect(bring(lied, reading('held', '70'), 2_000)).toMatchObject({
      status: 'observed',
      observedGeneration: 2,
      contradictions: 0,
    });
  });
});

describe('what is desired changes', () => {
  it('not when the same is desired again', () => {
    expect(desire(held, { state: 'held', quantity: '70.0' }, true)).toBe(held);
  });

  it('to a new generation, though an ask is in flight', () => {
    const asked = take(wanted, 1_000).target;
    expect(desire(asked, FREE, false)).toMatchObject({ generation: 2, leaseOwner: 'TX-1', status: 'wanted' });
  });

  it('forgets what stood before an earlier hold, long lifted', () => {
    const freed = bring(desire(held, FREE, false), reading('free', '0'), 2_000);
    expect(freed.prior).toBe('unrestricted');
    expect(desire(freed, HELD, true).prior).toBeNull();
  });

  it('keeps what stood before while the free was never seen', () => {
    expect(desire(desire(held, FREE, false), HELD, true).prior).toBe('unrestricted');
  });

  it('by pieces that left a lot held as a whole asks nothing new', () => {
    const smaller = desire(held, { state: 'held', quantity: '69' }, true);
    expect(smaller).toMatchObject({ generation: 1, observedGeneration: 1, status: 'observed' });
    expect(smaller.desired.quantity).toBe('69');
    expect(isContained(smaller)).toBe(true);
  });
});

describe('A4 what a person resolves', () => {
  const refused = (target: TargetState, code: string): Result => ({
    target: 't',
    generation: target.generation,
    token: target.token,
    outcome: 'rejected',
    code,
    text: 'no',
    at: 1_500,
  });
  const asked = take(wanted, 1_000).target;
  const parked = settle(asked, refused(asked, 'PERIOD_CLOSED'), 1_500, true);

  it('is due at once, under the same key where it is tried again, under a new one where it was amended', () => {
    expect(retried(parked)).toMatchObject({ status: 'wanted', notBefore: null, generation: 1 });
    expect(amended(parked)).toMatchObject({ status: 'wanted', notBefore: null, generation: 2 });
    expect(take(amended(parked), 2_000).mode).toBe('bring');
  });

  it.each<[string, (amending: TargetState) => TargetState]>([
    ['was read', (it) => settle(it, seen(asked, reading('held', '70'), 1_500), 1_500, true)],
    ['was recalled', (it) => settle(it, lapsed(asked, 1_500), 1_500, true)],
    ['was refused', (it) => settle(it, refused(asked, 'PERIOD_CLOSED'), 1_500, true)],
  ])('is read first where it was amended on its way, and then %s', (_, comesHome) => {
    const home = comesHome(amended(asked));
    expect(home).toMatchObject({ generation: 2, leaseOwner: null });
    expect(take(home, 2_000).mode).toBe('read');
  });
});

describe('H2 a free that lapsed', () => {
  const freeing = take(desire(held, FREE, false), 2_000).target;
  const after = settle(freeing, lapsed(freeing, 17_000), 17_000, true);

  it('is read before it is decided anew', () => {
    expect(after).toMatchObject({ readFirst: true, leaseOwner: null, status: 'wanted' });
    const reread = take(after, 18_000);
    expect(reread.mode).toBe('read');
    const still = settle(reread.target, seen(reread.target, reading('held', '70'), 18_100), 18_100, true);
    expect(take(still, 18_200)).toMatchObject({ mode: 'free', deadline: 18_200 + DEADLINE });
  });

  it('is decided anew at once where nobody was asked', () => {
    const unsent: Result = {
      ...name(freeing),
      outcome: 'lapsed',
      unsent: true,
      text: 'no answer',
      at: 17_000,
    };
    const settled = settle(freeing, unsent, 17_000, true);
    expect(settled).toMatchObject({ readFirst: false, leaseOwner: null, generation: freeing.generation });
    expect(take(settled, 17_000)).toMatchObject({ mode: 'free', deadline: 17_000 + DEADLINE });
  });

  it('is done when it is read that it happened', () => {
    const reread = take(after, 18_000).target;
    const home = settle(reread, seen(reread, reading('free', '0'), 18_100), 18_100, true);
    expect(isNewest(home)).toBe(true);
    expect(home.readFirst).toBe(false);
  });

  it('is not decided anew when it is to be held again: that is asked at once', () => {
    const again = desire(freeing, HELD, true);
    const settled = settle(again, lapsed(freeing, 17_000), 17_000, true);
    expect(take(settled, 17_000).mode).toBe('bring');
  });
});

describe('H2 a hold after a free whose outcome is not known', () => {
  const freeing = take(desire(held, FREE, false), 2_000).target;
  const heldAgain = desire(freeing, HELD, true);
  const settled = settle(heldAgain, lapsed(freeing, 17_000), 17_000, false);

  it('is observed a second time, after the longest life of that free', () => {
    const first = bring(settled, reading('held', '70'), 18_000, false);
    expect(first).toMatchObject({ status: 'observed', readFirst: true, notBefore: 2_000 + 2 * DEADLINE });
    const second = take(first, 32_001);
    expect(second.mode).toBe('read');
    const home = settle(second.target, seen(second.target, reading('held', '70'), 32_002), 32_002, false);
    expect(home).toMatchObject({ readFirst: false, notBefore: null, observedGeneration: home.generation });
  });

  it('is asked again when the free is found to have happened after all', () => {
    const first = bring(settled, reading('held', '70'), 18_000, false);
    const second = take(first, 32_001).target;
    const freed = settle(second, seen(second, reading('free', '0'), 32_002), 32_002, false);
    expect(freed).toMatchObject({ status: 'drifted' });
    expect(isContained(freed)).toBe(false);
    expect(take(freed, 32_003).mode).toBe('bring');
  });

  it('is observed once in a system that refuses a late free', () => {
    expect(bring(settled, reading('held', '70'), 18_000, true).readFirst).toBe(false);
  });

  it('is judged by when it was read, not by when the ledger heard of it', () => {
    const asked = take(settled, 31_000).target;
    const read = seen(asked, reading('held', '70'), 31_500);
    expect(settle(asked, read, 33_000, false).readFirst).toBe(true);
  });

  it('owes the second reading, though another ask was answered, or less is desired meanwhile', () => {
    const answered = settle(heldAgain, seen(freeing, reading('held', '70'), 17_000), 17_000, false);
    expect(bring(answered, reading('held', '70'), 18_000, false).readFirst).toBe(true);
    const first = bring(settled, reading('held', '70'), 18_000, false);
    const less = desire(first, { state: 'held', quantity: '40' }, false);
    expect(bring(less, reading('held', '40'), 19_000, false).readFirst).toBe(true);
  });
});

describe('material is contained', () => {
  const part = (quantity: string): Desired => ({ state: 'held', quantity });

  it('once it was observed at the newest generation', () => {
    expect(isContained(wanted)).toBe(false);
    expect(isContained(held)).toBe(true);
  });

  it('while it is being loosened', () => {
    expect(isContained(desire(held, part('40'), false))).toBe(true);
  });

  it('no more, once more is desired than an ask in flight may leave', () => {
    const loosening = take(desire(held, part('20'), false), 2_000).target;
    expect(isContained(loosening)).toBe(true);
    const more = desire(loosening, part('60'), false);
    expect(isContained(more)).toBe(false);
    const older = settle(more, seen(loosening, reading('held', '70'), 2_500), 2_500, true);
    expect(isContained(older)).toBe(false);
  });

  it('no more, when it is to be held again while a free is in flight', () => {
    const freeing = take(desire(held, FREE, false), 2_000).target;
    expect(isContained(desire(freeing, part('30'), false))).toBe(false);
  });
});

describe('H8 lifting a hold restores', () => {
  it.each([
    ['unrestricted', 'unrestricted', 'unrestricted'],
    ['inspection', 'unrestricted', 'inspection'],
    ['unrestricted', 'block', 'block'],
    ['expired', 'returns', 'returns'],
    [null, 'inspection', 'inspection'],
    ['inspection', null, 'inspection'],
    [null, null, null],
  ] as const)(
    'what stood before (%s), or what the owner has said since (%s): %s',
    (prior, since, expected) => {
      expect(restored(prior, since)).toBe(expected);
    },
  );
});
