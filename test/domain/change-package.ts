import type { ItemFact } from '../../contracts/assessment';
import type { ChangePackage } from '../../contracts/engineering-change';
import type { Characteristic, RevisionPackage } from '../../contracts/revision';
import type { Plant } from '../../contracts/topology';
import type { Assessed } from '../../domain/acceptance';

/** A complete change of two items, and systems of one plant that take it; tests spoil one thing at a time. */

export const diameter = (changes: Partial<Characteristic> = {}): Characteristic => ({
  characteristic: 'diameter-1',
  unit: 'MMT',
  lower: '9.96',
  upper: '10.02',
  critical: true,
  gauge: 'G-12',
  ...changes,
});

export const pin = (changes: Partial<RevisionPackage> = {}): RevisionPackage => ({
  item: 'PIN-10',
  from: 'B',
  to: 'C',
  unit: 'EA',
  latest: 'C',
  bom: [{ item: 'BAR-3', revision: 'B', quantity: '0.06', unit: 'MTR' }],
  routing: [
    {
      operation: '10',
      text: 'Turn',
      workCentres: ['CNC-2', 'CNC-9'],
      instruction: { document: 'WI-PIN-10', hash: 'aa' },
    },
  ],
  plan: { id: 'IP-PIN-10', version: '2', characteristics: [diameter()] },
  ...changes,
});

export const bracket = (changes: Partial<RevisionPackage> = {}): RevisionPackage => ({
  item: 'BRACKET-100',
  from: 'B',
  to: 'C',
  unit: 'EA',
  latest: 'C',
  bom: [
    { item: 'PIN-10', revision: 'C', quantity: '6', unit: 'EA' },
    { item: 'PLATE-7', revision: 'B', quantity: '2', unit: 'EA' },
  ],
  routing: [
    {
      operation: '20',
      text: 'Assemble',
      workCentres: ['ASM-1'],
      instruction: { document: 'WI-BRACKET-20', hash: 'bb' },
    },
  ],
  plan: { id: 'IP-BRACKET-100', version: '2', characteristics: [] },
  ...changes,
});

export const pack = (changes: Partial<ChangePackage> = {}): ChangePackage => ({
  id: 'ECO-1042',
  text: 'Bore clearance',
  approved: true,
  classes: { inStock: 'sort', inProgress: 'finish-on-old', onOrder: 'use-up' },
  effectivity: null,
  items: [pin(), bracket()],
  released: [
    { item: 'BAR-3', revision: 'B', unit: 'MTR' },
    { item: 'PLATE-7', revision: 'B', unit: 'EA' },
  ],
  documents: [
    { document: 'WI-PIN-10', hash: 'AA' },
    { document: 'WI-BRACKET-20', hash: 'bb' },
  ],
  ...changes,
});

export const fact = (item: string, changes: Partial<ItemFact> = {}): ItemFact => ({
  item,
  known: true,
  active: 'B',
  staged: null,
  stagedBy: null,
  blocked: null,
  openLots: [],
  nextSerial: null,
  ...changes,
});

export const unknown = (item: string): ItemFact => fact(item, { known: false, active: null });

export const assessed = (
  system: string,
  roles: readonly string[],
  changes: Partial<Assessed> = {},
): Assessed => ({
  system,
  roles,
  items: [fact('PIN-10'), fact('BRACKET-100')],
  workCentres: null,
  gauges: null,
  objects: [],
  readings: [],
  plans: [],
  ...changes,
});

export const LYON: Plant = {
  timeZone: 'Europe/Paris',
  shifts: [
    { name: 'late', start: '13:30', end: '21:30' },
    { name: 'early', start: '05:30', end: '13:30' },
  ],
  quarantine: 'LYON-QUARANTINE',
  workingDays: [1, 2, 3, 4, 5],
  closed: [],
  graceSeconds: 0,
};
export const MONTERREY: Plant = {
  ...LYON,
  timeZone: 'America/Monterrey',
  shifts: [{ name: 'early', start: '06:00', end: '14:00' }],
  quarantine: 'MTY-QUARANTINE',
};
