import type { ChangePackage } from '../../contracts/engineering-change';
import type { Characteristic, Operation } from '../../contracts/revision';
import { completeness } from '../../domain/completeness';
import { bracket, diameter, pack, pin } from './change-package';

const UNITS: Record<string, string> = {
  'BRACKET-100': 'EA',
  'PIN-10': 'EA',
  'PLATE-7': 'EA',
  'BAR-3': 'MTR',
};
const check = (change: ChangePackage) => completeness(change, 'plm', (item) => UNITS[item] ?? null);
const faults = (change: ChangePackage) => check(change).map(({ code, subject }) => [code, subject]);

const bar = pin().bom[0]!;
const withOperation = (changes: Partial<Operation>) =>
  pack({ items: [pin({ routing: [{ ...pin().routing[0]!, ...changes }] }), bracket()] });
const withCharacteristic = (changes: Partial<Characteristic>) =>
  pack({
    items: [
      pin({ plan: { id: 'IP-PIN-10', version: '2', characteristics: [diameter(changes)] } }),
      bracket(),
    ],
  });

describe('a package', () => {
  it('that is complete has no finding', () => {
    expect(check(pack())).toEqual([]);
  });

  it.each<[string, string, ChangePackage]>([
    ['change-not-approved', 'ECO-1042', pack({ approved: false })],
    ['revision-not-latest', 'PIN-10 rev C', pack({ items: [pin({ latest: 'D' }), bracket()] })],
    [
      'component-not-released',
      'PIN-10 rev C, BOM line BAR-3',
      pack({ items: [pin({ bom: [{ ...bar, revision: 'C' }] }), bracket()] }),
    ],
    [
      'unit-not-convertible',
      'PIN-10 rev C, BOM line BAR-3',
      pack({ items: [pin({ bom: [{ ...bar, unit: 'KGM' }] }), bracket()] }),
    ],
    ['instruction-missing', 'PIN-10 rev C, operation 10', withOperation({ instruction: null })],
    ['work-centre-missing', 'PIN-10 rev C, operation 10', withOperation({ workCentres: [] })],
    [
      'document-missing',
      'PIN-10 rev C, operation 10, document WI-9',
      withOperation({ instruction: { document: 'WI-9', hash: 'aa' } }),
    ],
    [
      'document-mismatch',
      'PIN-10 rev C, operation 10, document WI-PIN-10',
      withOperation({ instruction: { document: 'WI-PIN-10', hash: 'ab' } }),
    ],
    ['plan-missing', 'PIN-10 rev C', pack({ items: [pin({ plan: null }), bracket()] })],
    [
      'limits-missing',
      'PIN-10 rev C, characteristic diameter-1',
      withCharacteristic({ lower: null, upper: null }),
    ],
    [
      'limits-contradict',
      'PIN-10 rev C, characteristic diameter-1',
      withCharacteristic({ lower: '10.020001' }),
    ],
    ['gauge-missing', 'PIN-10 rev C, characteristic diameter-1', withCharacteristic({ gauge: null })],
  ])('is not complete: %s of %s, and nothing else', (code, subject, change) => {
    const found = check(change);
    expect(found).toMatchObject([{ code, subject, severity: 'error', system: 'plm', plant: null }]);
    expect(found[0]?.text).toMatch(/: .+\.$/); // what is wrong: what to do
  });

  it('names every fault in one list, each for itself', () => {
    const change = pack({
      id: 'ECO-1044',
      approved: false,
      items: [
        bracket({
          latest: 'D',
          bom: [
            { item: 'PIN-10', revision: 'C', quantity: '6', unit: 'KGM' },
            { item: 'PLATE-7', revision: 'B', quantity: '2', unit: 'EA' },
          ],
          routing: [{ operation: '20', text: 'Assemble', workCentres: [], instruction: null }],
          plan: null,
        }),
      ],
    });
    expect(faults(change)).toEqual([
      ['change-not-approved', 'ECO-1044'],
      ['revision-not-latest', 'BRACKET-100 rev C'],
      ['component-not-released', 'BRACKET-100 rev C, BOM line PIN-10'],
      ['unit-not-convertible', 'BRACKET-100 rev C, BOM line PIN-10'],
      ['work-centre-missing', 'BRACKET-100 rev C, operation 20'],
      ['instruction-missing', 'BRACKET-100 rev C, operation 20'],
      ['plan-missing', 'BRACKET-100 rev C'],
    ]);
  });

  it('takes from the same change only the revision that the change brings', () => {
    const [line] = bracket().bom;
    const obsolete = pack({ items: [pin(), bracket({ bom: [{ ...line!, revision: 'B' }] })] });
    expect(faults(obsolete)).toEqual([['component-not-released', 'BRACKET-100 rev C, BOM line PIN-10']]);
  });

  it('may leave one side open, and asks limits and a gauge of what is critical only', () => {
    expect(check(withCharacteristic({ lower: null }))).toEqual([]);
    expect(check(withCharacteristic({ upper: null }))).toEqual([]);
    expect(check(withCharacteristic({ upper: '9.96' }))).toEqual([]);
    const free = { critical: false, lower: null, upper: null, gauge: null };
    expect(check(withCharacteristic(free))).toEqual([]);
    expect(faults(withCharacteristic({ critical: false, lower: '11' }))).toEqual([
      ['limits-contradict', 'PIN-10 rev C, characteristic diameter-1'],
    ]);
  });

  it('counts a component in the unit of the topology, or else of the PLM', () => {
    const inMillimetres = pack({
      items: [pin({ bom: [{ ...bar, quantity: '60', unit: 'MMT' }] }), bracket()],
    });
    expect(check(inMillimetres)).toEqual([]);
    const unitsOfPlm = (change: ChangePackage) => completeness(change, 'plm', () => null);
    expect(unitsOfPlm(inMillimetres)).toEqual([]);
    expect(unitsOfPlm(pack({ items: [pin({ unit: 'KGM' }), bracket()] }))).toMatchObject([
      { code: 'unit-not-convertible', subject: 'BRACKET-100 rev C, BOM line PIN-10' },
    ]);
  });
});
