import type { Genealogy, Hold, Signature, Target } from '../../console/client/openapi';
import { isSame, sum } from '../../console/parts/decimal';
import { draftOf, entered, isOf } from '../../console/views/decide/draft';
import { collapse, lotsOf } from '../../console/views/genealogy/graph';
import { layOut } from '../../console/views/genealogy/layout';
import { containedSince, lackingOf, matrixOf } from '../../console/views/hold/containment';

const target = (system: string, id: string, changes: Partial<Target> = {}): Target => ({
  id: `${system}/${id}`,
  system,
  subject: { kind: 'lot', id },
  required: true,
  desired: { state: 'held', quantity: '70' },
  prior: null,
  generation: 1,
  observedGeneration: 1,
  status: 'observed',
  askedAt: null,
  acknowledgedAt: null,
  observedAt: '2026-11-03T06:40:01.000Z',
  exception: null,
  note: null,
  ...changes,
});
const control = {
  counted: { value: '70', unit: 'EA' as const },
  tag: 'T-1',
  by: { id: 'q', name: 'Q' },
  at: '',
};
const physical = (lot: string): Hold['physical'][number] => ({ lot, location: 'A-01', ...control });

describe('what a hold view says of containment', () => {
  const lots = ['PIN-10:L-1', 'PIN-10:L-2', 'PLATE-7:L-3'];
  const targets = [
    ...lots.map((lot) => target('erp', lot)),
    target('wms', lots[0]!),
    target('wms', lots[1]!, { status: 'parked', exception: 'EX-1' }),
    target('wms', lots[2]!, { status: 'cannot-enforce' }),
    target('qms', 'NC-1', {
      subject: { kind: 'nonconformance', id: 'NC-1' },
      required: false,
      status: 'asked',
    }),
    target('erp', 'DP-1', { subject: { kind: 'disposition', id: 'DP-1' }, status: 'asked' }),
  ];

  it('names the systems that lack something: reports and postings of dispositions are no containment', () => {
    const [lacking, ...others] = lackingOf({ targets, physical: [] });
    expect(others).toEqual([]);
    expect(lacking).toMatchObject({
      system: 'wms',
      of: 3,
      missing: [{ id: 'wms/PIN-10:L-2' }, { id: 'wms/PLATE-7:L-3' }],
    });
  });

  it('takes what cannot be enforced for contained once it is tagged by hand, and what is to be free', () => {
    expect(lackingOf({ targets, physical: [physical(lots[2]!)] })[0]!.missing).toHaveLength(1);
    const freed = targets.map((one) => ({ ...one, desired: { state: 'free' as const, quantity: null } }));
    expect(lackingOf({ targets: freed, physical: [] })).toEqual([]);
  });

  it('puts required systems first, and groups lots by item', () => {
    const informed = [...targets, target('alm', lots[0]!, { required: false, status: 'asked' })];
    const { systems, rows } = matrixOf({ targets: informed, physical: [] });
    expect(systems.map(({ system }) => system)).toEqual(['erp', 'wms', 'alm']);
    expect(rows.map(({ group, isContained }) => [group, isContained])).toEqual([
      ['PIN-10', true],
      ['PIN-10', false],
      ['PLATE-7', false],
    ]);
  });

  it('is contained since the last of it was read back, though it was effective before', () => {
    const effectiveAt = '2026-11-03T06:40:02.000Z';
    expect(containedSince({ effectiveAt, targets })).toBe(effectiveAt);
    const later = target('wms', lots[0]!, { observedAt: '2026-11-03T09:00:00.000Z' });
    expect(containedSince({ effectiveAt, targets: [...targets, later] })).toBe(later.observedAt);
  });
});

describe('decimals of an account', () => {
  it('add up exactly', () => {
    expect(sum(['0.1', '0.2', '-0.3', '999999999999999999', '0.000000001'])).toBe(
      '999999999999999999.000000001',
    );
    expect([sum([]), sum(['10.50', '-20']), sum(['1', '-1'])]).toEqual(['0', '-9.5', '0']);
    expect([isSame('1.10', '1.1'), isSame('1.1', '1.11')]).toEqual([true, false]);
  });
});

describe('a signature', () => {
  const hold = {
    lots: [{ lot: 'PIN-10:L-1', undecided: '70', unit: 'EA' }],
  } as unknown as Hold;
  const query = {
    lot: 'PIN-10:L-1',
    quantity: '1.0',
    decision: 'use-as-is',
    reason: 'legible',
    reference: 'MRB-1',
    most: '1',
  };
  const draft = draftOf(entered(query, hold), 'EA', 'Europe/Paris');
  const signature = (record: object, changes: Partial<Signature> = {}) =>
    ({
      usedFor: null,
      voided: null,
      expiresAt: '2026-11-03T07:00:00.000Z',
      record: {
        type: 'disposition',
        hold: 'QH-1',
        lot: 'PIN-10:L-1',
        quantity: { value: '1', unit: 'EA' },
        decision: 'use-as-is',
        reason: 'legible',
        reference: 'MRB-1',
        concession: {
          expiresAt: null,
          maxQuantity: { value: '1', unit: 'EA' },
          orders: null,
          customers: null,
        },
        supersedes: null,
        output: null,
        ...record,
      },
      ...changes,
    }) as unknown as Signature;
  const now = Date.parse('2026-11-03T06:50:00.000Z');
  const counts = (record: object, changes: Partial<Signature> = {}) =>
    isOf(signature(record, changes), 'QH-1', draft, now);

  it('counts for exactly what it signed, as long as it may be taken', () => {
    expect(counts({})).toBe(true);
    const others = [
      { hold: 'QH-2' },
      { lot: 'PIN-10:L-2' },
      { quantity: { value: '2', unit: 'EA' } },
      { decision: 'repair' },
      { reason: 'legible by eye' },
      { concession: null },
      { supersedes: 'DP-1' },
    ];
    expect(others.map((record) => counts(record))).toEqual(others.map(() => false));
    expect(counts({}, { usedFor: 'DP-1' })).toBe(false);
    expect(counts({}, { expiresAt: '2026-11-03T06:50:00.000Z' })).toBe(false);
    expect(counts({}, { voided: { at: '', reason: '' } })).toBe(false);
  });

  it('of a concession until a time by the plant’s clock is of the same instant wherever it is given', () => {
    const until = draftOf(entered({ ...query, until: '2026-12-01T06:00' }, hold), 'EA', 'America/Monterrey');
    expect(until.concession).toMatchObject({ expiresAt: '2026-12-01T12:00:00.000Z' });
  });

  it('counts for nothing while the quantity is still being typed', () => {
    const typed = draftOf(entered({ ...query, quantity: '1.' }, hold), 'EA', 'Europe/Paris');
    expect(isOf(signature({}), 'QH-1', typed, now)).toBe(false);
  });
});

describe('a genealogy of 500 lots', () => {
  const ea = (value: string) => ({ value, unit: 'EA' as const });
  const node = (lot: string, depth: number, held = false) => ({
    lot,
    plant: 'lyon',
    quantity: ea('5'),
    held,
    depth,
  });
  const edge = (from: string, to: string) => ({
    from,
    to,
    quantity: ea('2'),
    system: 'mes',
    recordedAt: '',
    joined: false,
  });
  const genealogy = (
    direction: 'forward' | 'backward',
    nodes: Genealogy['nodes'],
    edges: Genealogy['edges'],
  ): Genealogy => ({
    lot: 'ROOT:1',
    direction,
    nodes: [node('ROOT:1', 0), ...nodes],
    edges,
    gaps: [],
    complete: true,
  });
  const pins = Array.from({ length: 500 }, (_, index) => node(`PIN-10:${index}`, 1, index % 100 === 0));
  const forward = genealogy(
    'forward',
    pins,
    pins.map(({ lot }) => edge('ROOT:1', lot)),
  );
  const backward = genealogy('backward', [node('BAR-3:1', 1)], [edge('BAR-3:1', 'ROOT:1')]);
  const lots = lotsOf(backward, forward);
  const edges = [...backward.edges, ...forward.edges];
  const none = () => false;

  it('is drawn as few nodes: many lots of an item are one, with how many are held and how much went in', () => {
    const graph = collapse(lots, edges, new Set(), none);
    expect(graph.nodes.map(({ id, lots: { length }, held, depth }) => [id, length, held, depth])).toEqual([
      ['BAR-3:1', 1, 0, -1],
      ['ROOT:1', 1, 0, 0],
      ['PIN-10@1', 500, 5, 1],
    ]);
    expect(graph.edges).toContainEqual({
      from: 'ROOT:1',
      to: 'PIN-10@1',
      count: 500,
      quantity: { value: '1000', unit: 'EA' },
    });
  });

  it('shows a lot that is looked for by itself, and an opened group with what is held first; nothing is lost', () => {
    const sought = collapse(lots, edges, new Set(), ({ lot }) => lot === 'PIN-10:123');
    expect(sought.nodes.map(({ id }) => id)).toContain('PIN-10:123');
    const opened = collapse(lots, edges, new Set(['PIN-10@1']), none);
    const shown = opened.nodes.filter(({ item, lots: { length } }) => item === 'PIN-10' && length === 1);
    expect(shown.slice(0, 5).every(({ held }) => held === 1)).toBe(true);
    expect(shown.length).toBeGreaterThan(30);
    for (const { nodes } of [sought, opened])
      expect(nodes.reduce((total, { lots: { length } }) => total + length, 0)).toBe(lots.length);
  });

  it('has its parents left of it and its children right, and no node on another', () => {
    const { nodes, edges: drawn } = layOut(collapse(lots, edges, new Set(['PIN-10@1']), none));
    const places = new Set(nodes.map(({ x, y }) => `${x}/${y}`));
    expect(places.size).toBe(nodes.length);
    expect(drawn.every(({ a, b }) => a.x < b.x)).toBe(true);
  });
});
