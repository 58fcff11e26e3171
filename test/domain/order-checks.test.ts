import type { OrderFinding, PlannedOrder, ShopFloor } from '../../contracts/production-order';
import type { Operation } from '../../contracts/revision';
import { Topology } from '../../contracts/topology';
import { checkOrder, isLaterRevision, refusedByPlanning, type OrderFacts } from '../../domain/order-checks';

const TURN: Operation = {
  operation: '10',
  text: 'Turn',
  workCentres: ['CNC-2', 'CNC-7'],
  instruction: { document: 'WI-1', hash: 'a'.repeat(64) },
};
const PLANNED_TURN: Operation = { ...TURN, instruction: null };
const BOM = [{ item: 'BAR-3', revision: 'B', quantity: '0.06', unit: 'MTR' }];
const RULES = Topology.shape.orders.parse(undefined);

const planned = (changes: Partial<PlannedOrder> = {}): PlannedOrder => ({
  id: 'PO-1',
  plant: 'lyon',
  item: 'PIN-10',
  revision: 'B',
  quantity: '600',
  unit: 'EA',
  due: null,
  workCentre: null,
  state: 'released',
  bom: BOM,
  routing: [PLANNED_TURN],
  master: null,
  reservations: [],
  ...changes,
});
const floor = (changes: Partial<ShopFloor> = {}): ShopFloor => ({
  active: 'B',
  routing: [{ ...TURN, workCentres: ['CNC-2'] }],
  startsStopped: false,
  workCentres: [{ id: 'CNC-2', state: null }],
  order: null,
  ...changes,
});
const facts = (changes: Partial<OrderFacts> = {}): OrderFacts => ({
  erp: 'erp',
  mes: 'mes-lyon',
  plant: 'lyon',
  planned: planned(),
  floor: floor(),
  active: 'B',
  activating: null,
  finishOnOld: false,
  held: [],
  released: { bom: BOM, routing: [TURN] },
  material: [],
  works: true,
  rules: RULES,
  ...changes,
});
const found = (changes: Partial<OrderFacts>) =>
  checkOrder(facts(changes)).map(({ code, severity }) => `${severity}: ${code}`);

/** Its order on the floor already, begun on the revision that it keeps. */
const begun: ShopFloor['order'] = {
  state: 'in-progress',
  item: 'PIN-10',
  revision: 'B',
  good: '5',
  scrapped: '0',
};

describe('an order goes to the shop floor', () => {
  it('when nothing stands in the way, whatever other plants and instructions a routing names', () => {
    expect(checkOrder(facts())).toEqual([]);
  });

  it.each<[string, Partial<OrderFacts>, string[]]>([
    ['the item is not made there', { floor: floor({ active: null }) }, ['error: item-not-at-plant']],
    ['its revision is obsolete', { active: 'C' }, ['error: revision-obsolete']],
    [
      'its revision is obsolete, and the topology says wait',
      { active: 'C', rules: { ...RULES, obsoleteRevision: 'wait' } },
      ['obstacle: revision-obsolete'],
    ],
    [
      'its revision is obsolete, and its change has decided to finish on it',
      { active: 'C', finishOnOld: true },
      [],
    ],
    ['its revision is not active yet', { active: 'A' }, ['obstacle: revision-not-active']],
    [
      'its revision is not active yet, and the topology says refuse',
      { active: 'A', rules: { ...RULES, futureRevision: 'refuse' } },
      ['error: revision-not-active'],
    ],
    [
      'a change of the item is between pivot and last observation, whichever revision it has',
      { active: 'A', activating: 'ECO-1' },
      ['obstacle: revision-activating'],
    ],
    [
      'nobody but the MES has said what is built',
      { active: null, floor: floor({ active: 'C' }) },
      ['error: revision-obsolete'],
    ],
    ['nobody has its BOM', { released: null }, ['error: revision-unknown']],
    [
      'its BOM has another quantity',
      { planned: planned({ bom: [{ ...BOM[0]!, quantity: '0.07' }] }) },
      ['error: bom-differs'],
    ],
    ['a component is missing from it', { planned: planned({ bom: [] }) }, ['error: bom-differs']],
    [
      'the MES has another operation',
      { floor: floor({ routing: [{ ...TURN, workCentres: ['CNC-2'], text: 'Grind' }] }) },
      ['error: routing-differs'],
    ],
    ['the MES has no routing', { floor: floor({ routing: null }) }, ['error: routing-missing']],
    [
      'the plant has none of the work centres',
      {
        floor: floor({
          workCentres: [{ id: 'ASM-1', state: null }],
          routing: [{ ...TURN, workCentres: [] }],
        }),
      },
      ['error: work-centre-unknown'],
    ],
    [
      'every work centre that could is down',
      { floor: floor({ workCentres: [{ id: 'CNC-2', state: 'out-of-calibration' }] }) },
      ['obstacle: work-centre-down'],
    ],
    [
      'one of two work centres is down',
      {
        floor: floor({
          routing: [TURN],
          workCentres: [
            { id: 'CNC-2', state: 'down' },
            { id: 'CNC-7', state: 'running' },
          ],
        }),
      },
      [],
    ],
    ['starts are stopped', { floor: floor({ startsStopped: true }) }, ['obstacle: starts-stopped']],
    [
      'a lot that is kept for it is held',
      { material: [{ lot: 'BAR-3:H-1', releasable: false, blockedBy: ['QH-1'] }] },
      ['obstacle: material-blocked'],
    ],
    ['it is on hold itself', { held: ['QH-1', 'QH-2'] }, ['obstacle: order-held', 'obstacle: order-held']],
    [
      'less of a lot is there than is kept for it',
      { material: [{ lot: 'BAR-3:H-1', releasable: false, blockedBy: [] }] },
      ['warning: material-short'],
    ],
    ['the plant is closed', { works: false }, ['warning: plant-closed']],
    [
      'the plant is closed, and the topology says wait',
      { works: false, rules: { ...RULES, closedPlant: 'wait' } },
      ['obstacle: plant-closed'],
    ],
    [
      'the MES has its number for something else',
      { floor: floor({ order: { ...begun, revision: 'A' } }) },
      ['error: order-differs'],
    ],
    [
      'it is there already, it goes on as it began (E6)',
      { active: 'C', works: false, floor: floor({ active: 'C', startsStopped: true, order: begun }) },
      [],
    ],
  ])('%s', (_when, changes, findings) => {
    expect(found(changes)).toEqual(findings);
  });

  it('with findings that say what is wrong, where, and who says so', () => {
    const [finding] = checkOrder(facts({ planned: planned({ bom: [{ ...BOM[0]!, quantity: '0.07' }] }) }));
    expect(finding).toEqual({
      code: 'bom-differs',
      severity: 'error',
      system: 'erp',
      plant: 'lyon',
      subject: 'PO-1',
      text: 'PO-1 differs from PIN-10 rev B: BOM line BAR-3: 0.07 MTR instead of 0.06 MTR.',
    } satisfies OrderFinding);
  });
});

it.each<[Partial<PlannedOrder>, string[]]>([
  [{}, []],
  [{ state: 'in-progress' }, []],
  [{ plant: 'monterrey' }, ['wrong-plant']],
  [{ state: 'completed' }, ['order-completed']],
  [{ state: 'cancelled' }, ['order-cancelled']],
])('planning’s word alone: %j', (changes, codes) => {
  expect(refusedByPlanning(planned(changes), 'erp', 'lyon').map(({ code }) => code)).toEqual(codes);
});

it.each([
  ['B', 'A', true],
  ['A', 'B', false],
  ['B', 'B', false],
  ['AA', 'Z', true],
  ['Z', 'AA', false],
])('revision %s is later than %s: %s', (a, b, isLater) => {
  expect(isLaterRevision(a, b)).toBe(isLater);
});
