import type { BlastRadius, OrderLine, ShipmentLine } from '../contracts/blast-radius';
import type { Exposed } from '../contracts/hold';
import { add } from './decimal';

type Unit = OrderLine['quantity']['unit'];
type From = Exposed & { readonly system: string };

const STEPS: readonly ShipmentLine['step'][] = [
  'authorized',
  'assigned',
  'picked',
  'staged',
  'loaded',
  'shipped',
];
const isStep = (kind: string): kind is ShipmentLine['step'] => STEPS.some((step) => step === kind);

/** Orders that ERP or WMS name: what was issued to one, and what is kept for one (a delivery has a customer). */
export function orderLinesOf(exposed: readonly From[], unitOf: (lot: string) => Unit): OrderLine[] {
  return exposed.flatMap(({ lot, quantity, kind, reference, customer, system }) => {
    const use = kind.startsWith('consumed')
      ? 'consumes'
      : kind === 'assigned' && customer === null
        ? 'reserves'
        : null;
    if (use === null) return [];
    const about = { order: reference, plant: null, use, lot, open: null, system } as const;
    return [{ ...about, quantity: { value: quantity, unit: unitOf(lot) } }];
  });
}

/** Shipments that ERP or WMS name, in preparation or gone. */
export function shipmentLinesOf(exposed: readonly From[], unitOf: (lot: string) => Unit): ShipmentLine[] {
  return exposed.flatMap(({ lot, quantity, kind, reference, customer, system }) =>
    isStep(kind) && !(kind === 'assigned' && customer === null)
      ? [
          {
            shipment: reference,
            step: kind,
            customer,
            lot,
            quantity: { value: quantity, unit: unitOf(lot) },
            system,
          },
        ]
      : [],
  );
}

/** One line an order, use and lot: the first that says so counts, and what others know beside it is taken over. */
export function mergeOrders(lines: readonly OrderLine[]): OrderLine[] {
  const merged = new Map<string, OrderLine>();
  for (const line of lines) {
    const key = JSON.stringify([line.order, line.use, line.lot]);
    const first = merged.get(key);
    merged.set(
      key,
      first ? { ...first, plant: first.plant ?? line.plant, open: first.open ?? line.open } : line,
    );
  }
  return [...merged.values()].sort(by(({ order, use, lot }) => [order, use, lot]));
}

/** One line a shipment and lot: the one that is furthest, with the customer that any of them names. */
export function mergeShipments(lines: readonly ShipmentLine[]): ShipmentLine[] {
  const merged = new Map<string, ShipmentLine>();
  for (const line of lines) {
    const key = JSON.stringify([line.shipment, line.lot]);
    const first = merged.get(key) ?? line;
    const furthest = STEPS.indexOf(line.step) > STEPS.indexOf(first.step) ? line : first;
    merged.set(key, { ...furthest, customer: first.customer ?? line.customer });
  }
  return [...merged.values()].sort(by(({ shipment, lot }) => [shipment, lot]));
}

/** What goes, or has gone, to each customer, of each item. */
export function customerQuantities(
  lines: readonly ShipmentLine[],
  itemOf: (lot: string) => string,
): BlastRadius['customerQuantities'] {
  const totals = new Map<string, BlastRadius['customerQuantities'][number]>();
  for (const { customer, lot, step, quantity } of lines) {
    if (customer === null) continue;
    const item = itemOf(lot);
    const key = JSON.stringify([customer, item]);
    const nothing = { value: '0', unit: quantity.unit };
    const total = totals.get(key) ?? { customer, item, quantity: nothing, shipped: nothing };
    const more = (sum: typeof nothing) => ({ ...sum, value: add(sum.value, quantity.value) });
    totals.set(key, {
      ...total,
      quantity: more(total.quantity),
      shipped: step === 'shipped' ? more(total.shipped) : total.shipped,
    });
  }
  return [...totals.values()].sort(by(({ customer, item }) => [customer, item]));
}

const by =
  <T>(key: (value: T) => readonly string[]) =>
  (a: T, b: T): number => {
    const [left, right] = [key(a).join('\n'), key(b).join('\n')];
    return left < right ? -1 : left > right ? 1 : 0;
  };
