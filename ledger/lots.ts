import { itemOf } from '../config/systems';
import { Problem, type FieldError } from '../contracts/problem';
import type { Item, Topology } from '../contracts/topology';
import type { Tx } from './pool';

export interface KnownLot {
  readonly lot: string;
  readonly unit: string;
  readonly quantity: string;
  readonly known: boolean;
}

/** @throws Problem `unknown-item` that names every lot whose item nobody knows */
export function itemsOf(
  topology: Topology,
  lots: readonly { lot: string; pointer: string }[],
): Map<string, Item> {
  const errors: FieldError[] = [];
  const items = new Map<string, Item>();
  for (const { lot, pointer } of lots) {
    const item = topology.items[itemOf(lot)];
    if (item) items.set(lot, item);
    else
      errors.push({
        pointer,
        detail: `nobody knows the item ${itemOf(lot)}; known are ${Object.keys(topology.items).join(', ')}`,
      });
  }
  if (errors.length > 0)
    throw new Problem(
      'unknown-item',
      `${errors.length === 1 ? 'A lot has' : `${errors.length} lots have`} an unknown item; nothing was written.`,
      errors,
    );
  return items;
}

/** Makes sure that a row stands for each lot: one that no system has told of yet has quantity 0 and is not known. */
export async function ensureLots(
  tx: Tx,
  topology: Topology,
  lots: readonly string[],
  now: Date,
): Promise<Map<string, KnownLot>> {
  const sorted = [...new Set(lots)].sort();
  await tx.query({
    name: 'lot-ensure',
    text: `insert into lot (lot, item, unit, quantity, known, updated_at)
           select lot, item, unit, 0, false, $4 from unnest($1::text[], $2::text[], $3::text[]) new (lot, item, unit)
           on conflict do nothing`,
    values: [sorted, sorted.map(itemOf), sorted.map((lot) => topology.items[itemOf(lot)]?.unit ?? 'EA'), now],
  });
  const found = await tx.query<KnownLot>({
    name: 'lot-known',
    text: 'select lot, unit, quantity, known from lot where lot = any($1) order by lot',
    values: [sorted],
  });
  return new Map(found.rows.map((row) => [row.lot, row]));
}

/** These lots and everything made from them, over any depth; a loop (rework) ends where it began. */
export async function withDescendants(tx: Tx, lots: readonly string[]): Promise<string[]> {
  const found = await tx.query<{ lot: string }>({
    name: 'lot-descendants',
    text: `with recursive made (lot) as (
             select unnest($1::text[])
             union
             select genealogy.child from genealogy join made on genealogy.parent = made.lot
           ) select lot from made order by lot`,
    values: [lots],
  });
  return found.rows.map((row) => row.lot);
}

export async function lotsOfSupplierLots(
  tx: Tx,
  supplierLots: readonly { supplier: string; supplierLot: string }[],
): Promise<string[]> {
  const found = await tx.query<{ lot: string }>({
    name: 'lot-of-supplier-lot',
    text: `select lot.lot from lot join unnest($1::text[], $2::text[]) wanted (supplier, supplier_lot) using (supplier, supplier_lot) order by 1`,
    values: [supplierLots.map((s) => s.supplier), supplierLots.map((s) => s.supplierLot)],
  });
  return found.rows.map((row) => row.lot);
}

/** All that the lot has, wherever it lies; "0" where nobody has told of it. */
export async function lotQuantity(tx: Tx, lot: string): Promise<string> {
  const found = await tx.query<{ quantity: string }>({
    name: 'lot-quantity',
    text: 'select quantity from lot where lot = $1',
    values: [lot],
  });
  return found.rows[0]?.quantity ?? '0';
}
