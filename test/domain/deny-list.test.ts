import { ageSeconds, decideAlone, entryOf, type KnownList } from '../../domain/deny-list';
import type { Facts, Question } from '../../domain/gate';

const ISSUED = '2026-11-03T06:40:00.000Z';
const after = (seconds: number) => new Date(Date.parse(ISSUED) + seconds * 1000);
const GRACE = 900;

const facts = (changes: Partial<Facts> = {}): Facts => ({
  known: true,
  unit: 'EA',
  quantity: '100',
  stock: [{ quantity: '100', status: 'unrestricted' }],
  holds: [],
  underway: [],
  concessions: [],
  promised: [],
  quarantine: 'LYON-QUARANTINE',
  ...changes,
});
const held = (quantity: string, part: boolean) => ({
  holds: [{ hold: 'QH-1', reason: 'dimension', claim: { quantity, part, unknownQuantity: false } }],
});

describe('an entry says what the gate would say of consuming the lot', () => {
  const entry = (of: Facts) => entryOf('PIN-10:L-1', 'lyon', of, ISSUED);
  it('a free lot', () => {
    expect(entry(facts())).toEqual({
      lot: 'PIN-10:L-1',
      unit: 'EA',
      quantity: '100',
      releasable: '100',
      blockedBy: [],
    });
  });
  it('a held lot', () => {
    expect(entry(facts(held('100', false)))).toMatchObject({
      releasable: '0',
      blockedBy: [{ hold: 'QH-1', reason: 'dimension' }],
    });
  });
  it('a lot that is not releasable by itself', () => {
    expect(entry(facts({ stock: [{ quantity: '100', status: 'inspection' }] }))).toMatchObject({
      releasable: '0',
      blockedBy: [{ rule: 'inspection-pending' }],
    });
  });
  it('a lot of which a decision opens a way out: the way is not for production', () => {
    const rework = { underway: [{ decision: 'rework' as const, quantity: '40' }] };
    expect(entry(facts({ ...held('100', false), ...rework }))).toMatchObject({ releasable: '0' });
  });
});

describe('a plant decides alone', () => {
  const list: KnownList = {
    plant: 'lyon',
    sequence: 7,
    issuedAt: ISSUED,
    lots: new Map(
      [
        entryOf('PIN-10:FREE', 'lyon', facts(), ISSUED),
        entryOf('PIN-10:HELD', 'lyon', facts(held('100', false)), ISSUED),
      ].map((entry) => [entry.lot, entry]),
    ),
  };
  const question = (changes: Partial<Question> = {}): Question => ({
    lot: 'PIN-10:FREE',
    plant: 'lyon',
    action: 'consume',
    purpose: 'production',
    quantity: null,
    to: null,
    order: null,
    customer: null,
    ...changes,
  });
  const decide = (changes: Partial<Question> = {}, seconds = 0, known: KnownList | null = list) =>
    decideAlone(question(changes), null, known, GRACE, after(seconds));

  it.each<[string, Partial<Question>, number, boolean, object[]]>([
    ['what is free, for the grace', {}, GRACE, true, []],
    ['not after it', {}, GRACE + 1, false, [{ rule: 'line-cut' }]],
    ['not by a clock that was set back', {}, -61, false, [{ rule: 'line-cut' }]],
    ['a part', { quantity: '99.5' }, 0, true, []],
    ['no more than is free', { quantity: '100.5' }, 0, false, []],
    ['not what is held', { lot: 'PIN-10:HELD' }, 0, false, [{ hold: 'QH-1', reason: 'dimension' }]],
    ['not what is unknown', { lot: 'PIN-10:NEW' }, 0, false, [{ rule: 'unknown-lot' }]],
    ['not for another purpose', { purpose: 'rework' }, 0, false, [{ rule: 'line-cut' }]],
    ['not at another plant', { plant: 'monterrey' }, 0, false, [{ rule: 'line-cut' }]],
    ['not to ship', { action: 'ship', purpose: 'sale' }, 0, false, [{ rule: 'line-cut' }]],
    ['not to move', { action: 'move', purpose: 'quarantine' }, 0, false, [{ rule: 'line-cut' }]],
  ])('%s', (_what, changes, seconds, releasable, blockedBy) => {
    const answer = decide(changes, seconds);
    expect(answer).toMatchObject({ releasable, blockedBy, allowed: [] });
    expect(answer.denyList).toEqual({
      sequence: 7,
      issuedAt: ISSUED,
      ageSeconds: Math.max(0, seconds),
      graceSeconds: GRACE,
    });
  });

  it('nothing without a list', () => {
    expect(decide({}, 0, null)).toMatchObject({ releasable: false, blockedBy: [{ rule: 'line-cut' }] });
  });
  it('by an age that counts from the issue of the list', () => {
    expect(ageSeconds(ISSUED, after(90))).toBe(90);
  });
});
