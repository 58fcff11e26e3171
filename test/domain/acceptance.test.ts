import type { Assessed } from '../../domain/acceptance';
import { acceptance, workCentresAt } from '../../domain/acceptance';
import { assessed, bracket, fact, pack, pin, unknown } from './change-package';

const erp = (changes: Partial<Assessed> = {}) => assessed('erp', ['erp'], changes);
const mes = (changes: Partial<Assessed> = {}) =>
  assessed('mes-lyon', ['mes'], { workCentres: ['CNC-2', 'ASM-1'], ...changes });
const qms = (changes: Partial<Assessed> = {}) => assessed('qms', ['qms'], { gauges: ['G-12'], ...changes });
const ask = (assessments: Assessed[], change = pack()) => acceptance(change, 'lyon', assessments);
const pinIs = (changes: Parameters<typeof fact>[1]) => ({
  items: [fact('PIN-10', changes), fact('BRACKET-100')],
});

describe('the systems of a plant', () => {
  it('take a change that follows what is active', () => {
    expect(ask([erp(), mes(), qms()])).toEqual([]);
  });

  it.each<[string, string, string, Assessed[]]>([
    ['item-not-at-plant', 'erp', 'PIN-10', [erp({ items: [unknown('PIN-10'), fact('BRACKET-100')] })]],
    ['item-not-at-plant', 'erp', 'PIN-10', [erp({ items: [fact('BRACKET-100')] })]],
    ['period-blocked', 'erp', 'PIN-10', [erp(pinIs({ blocked: 'period 2026-11 is closed' }))]],
    ['revision-sequence', 'erp', 'PIN-10 rev C', [erp(pinIs({ active: 'A' })), mes(), qms()]],
    ['revision-sequence', 'mes-lyon', 'PIN-10 rev C', [erp(), mes(pinIs({ active: 'C' })), qms()]],
    ['staged-by-other', 'erp', 'PIN-10 rev C', [erp(pinIs({ staged: 'D', stagedBy: 'ECO-1050' }))]],
    ['work-centre-missing', 'mes-lyon', 'PIN-10 rev C, operation 10', [mes({ workCentres: ['ASM-1'] })]],
    ['gauge-unknown', 'qms', 'PIN-10 rev C, gauge G-12', [qms({ gauges: [] })]],
  ])('refuse it: %s by %s of %s', (code, system, subject, assessments) => {
    const found = ask(assessments);
    expect(found).toMatchObject([{ code, system, subject, severity: 'error', plant: 'lyon' }]);
    expect(found[0]?.text).toMatch(/[.]$/);
  });

  it('name both revisions where one is out of sequence', () => {
    const [found] = ask([erp(pinIs({ active: 'A' })), mes(), qms()]);
    expect(found?.text).toContain('from rev B to C, but in erp rev A is active');
  });

  it('that all have the new revision active say so once', () => {
    const all = [erp(pinIs({ active: 'C' })), mes(pinIs({ active: 'C' })), qms(pinIs({ active: null }))];
    const found = ask(all);
    expect(found).toMatchObject([{ code: 'already-active', subject: 'PIN-10 rev C', system: 'erp' }]);
    expect(found[0]?.text).toContain('active already in erp, mes-lyon:');
  });

  it('may have staged it for the same change before', () => {
    expect(ask([erp(pinIs({ staged: 'C', stagedBy: 'ECO-1042' }))])).toEqual([]);
  });

  it('need not know, as a MES, an item without a routing', () => {
    const bought = pack({ items: [pin({ routing: [] }), bracket()] });
    const without = { items: [unknown('PIN-10'), fact('BRACKET-100')] };
    expect(ask([mes(without)], bought)).toEqual([]);
    expect(ask([assessed('both', ['qms', 'mes'], without)], bought)).toMatchObject([
      { code: 'item-not-at-plant' },
    ]);
  });

  it('are not asked for work centres and gauges that they keep none of', () => {
    expect(ask([mes({ workCentres: null }), qms({ gauges: null })])).toEqual([]);
  });

  it('tell everything in one answer', () => {
    const codes = ask([
      erp({ items: [fact('PIN-10', { blocked: 'closed' }), unknown('BRACKET-100')] }),
      mes({ workCentres: [] }),
      qms({ gauges: ['G-1'] }),
    ]).map(({ code }) => code);
    expect(codes).toEqual([
      'period-blocked',
      'work-centre-missing',
      'gauge-unknown',
      'item-not-at-plant',
      'work-centre-missing',
    ]);
  });
});

describe('the work centres of a routing at a plant', () => {
  it('are those that the plant has, each once', () => {
    const [turn] = pin().routing;
    const routing = [turn!, { ...turn!, operation: '20' }, ...bracket().routing];
    expect(workCentresAt(routing, ['ASM-1', 'CNC-2', 'CNC-3'])).toEqual(['CNC-2', 'ASM-1']);
    expect(workCentresAt(routing, [])).toEqual([]);
  });
});
