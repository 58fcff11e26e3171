import type { SystemHealth, Target } from '../../console/client/openapi';
import { dateThere, instantThere } from '../../console/parts/zone';
import { columnOf, systemStates } from '../../console/views/change/systems';
import { type Draft, namesOf, requestOf } from '../../console/views/holds/draft';

const target = (system: string, changes: Partial<Target> = {}): Target => ({
  id: `${system}/item/PIN-10@lyon`,
  system,
  subject: { kind: 'item', id: 'PIN-10@lyon' },
  required: true,
  desired: { state: 'staged', quantity: null },
  prior: null,
  generation: 1,
  observedGeneration: 1,
  status: 'observed',
  askedAt: '2026-11-03T06:40:00.000Z',
  acknowledgedAt: null,
  observedAt: '2026-11-03T06:40:01.000Z',
  exception: null,
  note: 'rev C staged',
  ...changes,
});
const stateOf = (...targets: Target[]) => systemStates({ targets })[0]?.state;

describe("a plant's clock", () => {
  it.each([
    ['2026-11-22T05:30', 'Europe/Paris', '2026-11-22T04:30:00.000Z'],
    ['2026-07-01T05:30', 'Europe/Paris', '2026-07-01T03:30:00.000Z'],
    ['2026-11-22T23:30', 'America/Monterrey', '2026-11-23T05:30:00.000Z'],
    // Shown twice: the first time. Not shown at all: as long after the clock was moved on.
    ['2026-10-25T02:30', 'Europe/Paris', '2026-10-25T00:30:00.000Z'],
    ['2026-03-29T02:30', 'Europe/Paris', '2026-03-29T01:30:00.000Z'],
    ['2026-03-29T03:30', 'Europe/Paris', '2026-03-29T01:30:00.000Z'],
  ])('shows %s at %s at %s', (local, zone, instant) => {
    expect(instantThere(local, zone)).toBe(instant);
  });

  it('is named with a date', () => {
    expect(dateThere('2026-12-01T12:00:00.000Z', 'America/Monterrey')).toMatch(
      /6:00.*\(America\/Monterrey\)$/,
    );
  });
});

describe('what a system has done of a change', () => {
  it('is what it was seen to say', () => {
    expect(stateOf(target('erp'))).toBe('staged');
    expect(stateOf(target('erp', { desired: { state: 'active', quantity: null } }))).toBe('active');
    expect(stateOf(target('erp', { desired: { state: 'undone', quantity: null } }))).toBe('undone');
    expect(stateOf(target('erp', { status: 'acknowledged' }))).toBe('waiting');
  });

  it('is the worst of its items', () => {
    const active = target('erp', { desired: { state: 'active', quantity: null } });
    expect(stateOf(active, target('erp', { id: 'erp/2', status: 'asked' }))).toBe('waiting');
    expect(stateOf(active, target('erp', { id: 'erp/2', exception: 'EX-1', status: 'parked' }))).toBe(
      'refused',
    );
    expect(
      systemStates({ targets: [active, target('erp', { id: 'erp/2', exception: 'EX-1' })] }),
    ).toMatchObject([{ system: 'erp', state: 'refused', exception: 'EX-1' }]);
  });

  it('is not active while its starts are closed', () => {
    const active = target('mes-lyon', { desired: { state: 'active', quantity: null } });
    const starts = target('mes-lyon', {
      id: 'mes-lyon/starts',
      subject: { kind: 'starts', id: 'PIN-10@lyon' },
      desired: { state: 'held', quantity: null },
    });
    expect(stateOf(active, starts)).toBe('waiting');
    expect(stateOf(active, { ...starts, desired: { state: 'free', quantity: null } })).toBe('active');
  });

  it("of the plants' own systems of one role, stands in one column", () => {
    const health = (system: string, plant: string | null) =>
      ({ system, plant, roles: ['mes'] }) as unknown as SystemHealth;
    const healths = [health('mes-lyon', 'lyon'), health('mes-monterrey', 'monterrey'), health('plm', null)];
    expect(healths.map(({ system }) => columnOf(system, healths))).toEqual(['MES', 'MES', 'PLM']);
  });
});

describe('a hold that is placed', () => {
  const draft: Draft = {
    plant: 'lyon',
    kind: 'lots',
    names: ' PIN-10:L-1,\nPIN-10:L-2 PIN-10:L-1\n',
    supplier: ' mill ',
    from: '2026-11-22T05:30',
    to: '',
    severity: 'critical',
    code: ' dimension ',
    text: ' diameter 9.89 mm ',
    nonconformance: '',
  };
  const at = { timeZone: 'Europe/Paris', qms: 'qms' };

  it('names each lot once', () => {
    expect(namesOf(draft.names)).toEqual(['PIN-10:L-1', 'PIN-10:L-2']);
    expect(requestOf(draft, at)).toMatchObject({
      nonconformance: null,
      scope: { lots: [{ lot: 'PIN-10:L-1' }, { lot: 'PIN-10:L-2' }] },
      reason: { code: 'dimension', text: 'diameter 9.89 mm' },
    });
  });

  it("of a work centre, has its window by the plant's clock, and stays open where no end is given", () => {
    expect(requestOf({ ...draft, kind: 'workCentres', names: 'CNC-2' }, at).scope).toEqual({
      workCentres: [{ id: 'CNC-2', from: '2026-11-22T04:30:00.000Z', to: null }],
    });
  });

  it("of a supplier's lot, says whose", () => {
    expect(requestOf({ ...draft, kind: 'supplierLots', names: 'H-1' }, at).scope).toEqual({
      supplierLots: [{ supplier: 'mill', supplierLot: 'H-1' }],
    });
  });

  it('has the nonconformance that is named', () => {
    expect(requestOf({ ...draft, nonconformance: 'NC-7' }, at).nonconformance).toEqual({
      system: 'qms',
      id: 'NC-7',
    });
  });
});
