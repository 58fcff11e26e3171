import { gateKeeps, gone, mayBeFree, systemHolds } from '../../tools/chaos/arithmetic';
import { planOf } from '../../tools/chaos/plan';
import { PIECES, type PlannedDecision, type PlannedHold } from '../../tools/chaos/plan/holds';
import type { KnownHold } from '../../tools/chaos/record';

const SIZE = { holds: 30, changes: 10, seconds: 60 };
const LOT = 'PIN-10:L-1';
const planned: PlannedHold = {
  plant: 'lyon',
  at: 0,
  sharedLots: [],
  ownLots: 1,
  decidedAfter: 0,
  decisions: [],
};

/** A hold on all of the lot, and what was decided under it: reference, decision, pieces. */
const holdWith = (
  id: string,
  ...decided: readonly (readonly [string, PlannedDecision['decision'], number])[]
): KnownHold => ({
  id,
  plant: 'lyon',
  planned,
  lots: new Map([[LOT, PIECES]]),
  dispositions: decided.map(([reference, decision, pieces]) => ({
    reference,
    lot: LOT,
    decision,
    pieces,
    id: null,
  })),
});
const states = (all: Readonly<Record<string, string>>) =>
  new Map(Object.entries(all).map(([reference, state]) => [reference, { state }]));

describe('A plan of chaos', () => {
  test('is the same for the same seed, and another for another', () => {
    expect(planOf(1, SIZE)).toEqual(planOf(1, SIZE));
    expect(planOf(1, SIZE).planned).not.toEqual(planOf(2, SIZE).planned);
  });

  test('is as large as was asked for, and within its time', () => {
    const { holds, changes, faults, kills } = planOf(3, SIZE).planned;
    expect([holds.length, changes.length]).toEqual([SIZE.holds, SIZE.changes]);
    for (const { at } of [...holds, ...changes, ...kills]) expect(at).toBeLessThan(SIZE.seconds * 1000);
    for (const { from } of faults) expect(from).toBeLessThan(SIZE.seconds * 1000);
    expect(kills.length).toBeGreaterThan(SIZE.seconds / 6 - 1);
  });
});

describe('What chaos expects to be held', () => {
  test('the gate keeps what is released until that is verified, a system only until it is carried out', () => {
    const holds = [holdWith('QH-1', ['R-1', 'release', 40])];
    const least = (state: string) => [
      gateKeeps(LOT, holds, states({ 'R-1': state })),
      systemHolds(LOT, holds, holds, states({ 'R-1': state })),
    ];
    expect(least('decided')).toEqual([100, 100]);
    expect(least('executing')).toEqual([100, 60]);
    expect(least('verified')).toEqual([60, 60]);
  });

  test('a sort frees nothing, and rework only when it is verified', () => {
    const holds = [holdWith('QH-1', ['S-1', 'sort', 100], ['W-1', 'rework', 20])];
    expect(systemHolds(LOT, holds, holds, states({ 'S-1': 'verified', 'W-1': 'executing' }))).toBe(100);
    expect(systemHolds(LOT, holds, holds, states({ 'S-1': 'verified', 'W-1': 'verified' }))).toBe(80);
  });

  test('what one hold scraps is gone for the others, and what another keeps is kept', () => {
    const holds = [holdWith('QH-1', ['C-1', 'scrap', 10], ['R-1', 'release', 90]), holdWith('QH-2')];
    const verified = states({ 'C-1': 'verified', 'R-1': 'verified' });
    expect(gone(LOT, holds, verified)).toBe(10);
    expect(gateKeeps(LOT, holds, verified)).toBe(90);
    expect(mayBeFree(10, 90)).toBe(0);
  });

  test('nothing is free while holds together keep more than there is', () => {
    expect(mayBeFree(0, 160)).toBe(0);
    expect(mayBeFree(3, 60)).toBe(37);
  });
});
