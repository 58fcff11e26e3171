import type { RevisionContent } from '../../contracts/revision';
import { differences } from '../../domain/revision-differences';

const asked: RevisionContent = {
  bom: [
    { item: 'BAR-3', revision: 'B', quantity: '0.06', unit: 'MTR' },
    { item: 'PLATE-7', revision: 'B', quantity: '2', unit: 'EA' },
  ],
  routing: [
    {
      operation: '10',
      text: 'Turn',
      workCentres: ['CNC-2', 'CNC-3'],
      instruction: { document: 'WI-1', hash: 'aa' },
    },
  ],
  plan: {
    id: 'IP-1',
    version: 'C',
    characteristics: [
      {
        characteristic: 'diameter',
        unit: 'MMT',
        lower: '9.96',
        upper: null,
        critical: true,
        gauge: 'G-12',
      },
    ],
  },
};
const [bar, plate] = asked.bom!;
const [turn] = asked.routing!;
const plan = asked.plan!;
const [diameter] = plan.characteristics;

describe('what a system has otherwise than asked', () => {
  it('is nothing when it is the same, written otherwise or in another order', () => {
    expect(differences(asked, asked)).toEqual([]);
    const same: RevisionContent = {
      bom: [plate!, { ...bar!, quantity: '0.060' }],
      routing: [{ ...turn!, workCentres: ['CNC-3', 'CNC-2'] }],
      plan: { ...plan, characteristics: [{ ...diameter!, lower: '9.960' }] },
    };
    expect(differences(asked, same)).toEqual([]);
  });

  it('is not looked for in a part that was not asked', () => {
    expect(differences({ bom: null, routing: null, plan: null }, asked)).toEqual([]);
  });

  it.each<[string, Partial<RevisionContent>]>([
    ['BOM line BAR-3: 0.1 MTR instead of 0.06 MTR', { bom: [{ ...bar!, quantity: '0.1' }, plate!] }],
    ['BOM line BAR-3: 0.06 CMT instead of 0.06 MTR', { bom: [{ ...bar!, unit: 'CMT' }, plate!] }],
    ['BOM line PLATE-7: revision A instead of B', { bom: [bar!, { ...plate!, revision: 'A' }] }],
    ['BOM line PLATE-7: missing', { bom: [bar!] }],
    ['BOM line PLATE-7: not asked for', { bom: [bar!, plate!, plate!] }],
    [
      'operation 10: work centre CNC-2 instead of CNC-2, CNC-3',
      { routing: [{ ...turn!, workCentres: ['CNC-2'] }] },
    ],
    ['operation 10: text Mill instead of Turn', { routing: [{ ...turn!, text: 'Mill' }] }],
    ['operation 10: instruction none instead of WI-1 (aa)', { routing: [{ ...turn!, instruction: null }] }],
    ['inspection plan IP-1: missing', { plan: null }],
    ['inspection plan IP-1 B instead of IP-1 C', { plan: { ...plan, version: 'B' } }],
    [
      'characteristic diameter: lower limit 9.95 MMT instead of 9.96 MMT',
      { plan: { ...plan, characteristics: [{ ...diameter!, lower: '9.95' }] } },
    ],
    [
      'characteristic diameter: upper limit 10 MMT instead of none',
      { plan: { ...plan, characteristics: [{ ...diameter!, upper: '10' }] } },
    ],
    [
      'characteristic diameter: critical false instead of true',
      { plan: { ...plan, characteristics: [{ ...diameter!, critical: false }] } },
    ],
    [
      'characteristic diameter: gauge none instead of G-12',
      { plan: { ...plan, characteristics: [{ ...diameter!, gauge: null }] } },
    ],
  ])('%s', (sentence, has) => {
    expect(differences(asked, { ...asked, ...has })).toEqual([sentence]);
  });
});
