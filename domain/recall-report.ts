import type { Exposed } from '../contracts/hold';
import type { RecallDrill, TracedLot, TracedMove } from '../contracts/recall-drill';
import { add, compare, type DecimalText } from './decimal';
import { balanceOf, coverageOf, type Told } from './recall';

/** A lot of a trace, and what systems told of where it came from and went. */
export type LotFacts = Omit<TracedLot, 'balance'> & {
  readonly told: readonly Told[];
  readonly scrapped: DecimalText;
  readonly returned: DecimalText;
};

/** What the ledger knows of a recall. */
export interface Trace {
  readonly lots: readonly LotFacts[];
  /** What was told to have left, by shipment. */
  readonly shipped: readonly TracedMove[];
  readonly orders: RecallDrill['orders'];
  readonly gaps: RecallDrill['gaps'];
}

/** What a system says of material that is not simply in stock. */
export type ExposedBy = Exposed & { readonly system: string };

type Report = Pick<
  RecallDrill,
  'coverage' | 'quantities' | 'lots' | 'plants' | 'orders' | 'moves' | 'customers' | 'suppliers' | 'gaps'
>;

/** Puts together what was found: where all of each recalled lot has gone, and who has it. */
export function reportOf(trace: Trace, exposed: readonly ExposedBy[]): Report {
  const units = new Map(trace.lots.map(({ lot, unit }) => [lot, unit]));
  const said = exposed.flatMap(({ quantity, ...one }): TracedMove[] => {
    const unit = units.get(one.lot);
    return unit ? [{ ...one, quantity: { value: quantity, unit } }] : [];
  });
  const moves = merged([...trace.shipped, ...said]);
  const lots = trace.lots.map((lot) => withBalance(lot, moves));
  const recalled = lots.filter(({ trace: how }) => how !== 'origin');
  return {
    coverage: coverageOf(recalled.flatMap(({ balance }) => balance ?? [])),
    quantities: quantitiesOf(recalled),
    lots,
    plants: sorted(lots.flatMap(({ stock }) => stock.map(({ plant }) => plant))),
    orders: trace.orders,
    moves,
    customers: customersOf(moves),
    suppliers: suppliersOf(lots),
    gaps: trace.gaps,
  };
}

/** Two systems that tell of the same shipment tell of the same pieces: the larger quantity counts, and the earlier instant. */
function merged(moves: readonly TracedMove[]): TracedMove[] {
  const one = new Map<string, TracedMove>();
  for (const move of moves) {
    const key = `${move.lot} ${move.kind} ${move.reference}`;
    const before = one.get(key);
    const more = !before || compare(move.quantity.value, before.quantity.value) > 0 ? move : before;
    const customer = before?.customer ?? move.customer;
    const at = before && before.at < move.at ? before.at : move.at;
    one.set(key, { ...more, customer, at });
  }
  return [...one.values()].sort((a, b) => (a.lot < b.lot || (a.lot === b.lot && a.at < b.at) ? -1 : 1));
}

function withBalance(
  { told, scrapped, returned, ...lot }: LotFacts,
  moves: readonly TracedMove[],
): TracedLot {
  if (lot.trace === 'origin') return { ...lot, balance: null };
  const mine = moves.filter((move) => move.lot === lot.lot);
  const of = (kind: TracedMove['kind'], system?: string) =>
    total(mine.filter((move) => move.kind === kind && (system === undefined || move.system === system)));
  const issued = sorted(mine.map(({ system }) => system)).map((system) => ({
    system,
    made: '0',
    consumed: of('consumed', system),
  }));
  const inStock = add('0', ...lot.stock.map(({ quantity }) => quantity));
  const balance = balanceOf({
    told: [...told, ...issued],
    inStock,
    shipped: of('shipped'),
    scrapped,
    returned,
  });
  return { ...lot, balance };
}

const total = (moves: readonly TracedMove[]): DecimalText =>
  add('0', ...moves.map(({ quantity }) => quantity.value));
const sorted = (names: readonly string[]): string[] => [...new Set(names)].sort();

function quantitiesOf(lots: readonly TracedLot[]): RecallDrill['quantities'] {
  return sorted(lots.map(({ item }) => item)).map((item) => {
    const mine = lots.filter((lot) => lot.item === item);
    const { unit } = mine[0]!;
    const sum = (of: 'inStock' | 'shipped') => ({
      value: add('0', ...mine.map(({ balance }) => balance?.[of] ?? '0')),
      unit,
    });
    const { percent } = coverageOf(mine.flatMap(({ balance }) => balance ?? []));
    return { item, lots: mine.length, percent, inStock: sum('inStock'), shipped: sum('shipped') };
  });
}

function customersOf(moves: readonly TracedMove[]): RecallDrill['customers'] {
  return sorted(moves.flatMap(({ customer }) => customer ?? [])).map((customer) => {
    const mine = moves.filter((move) => move.customer === customer);
    return {
      customer,
      shipments: sorted(mine.map(({ reference }) => reference)),
      lots: sorted(mine.map(({ lot }) => lot)).map((lot) => {
        const some = mine.filter((move) => move.lot === lot);
        return { lot, quantity: { value: total(some), unit: some[0]!.quantity.unit } };
      }),
    };
  });
}

function suppliersOf(lots: readonly TracedLot[]): RecallDrill['suppliers'] {
  const found = new Map<string, RecallDrill['suppliers'][number]>();
  for (const { lot, supplier, supplierLot } of lots) {
    if (supplier === null || supplierLot === null) continue;
    const key = `${supplier} ${supplierLot}`;
    const known = found.get(key) ?? { supplier, supplierLot, lots: [] };
    found.set(key, { ...known, lots: [...known.lots, lot] });
  }
  return [...found.values()];
}
