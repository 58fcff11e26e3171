import { z } from 'zod';
import { itemOf } from '../../config/systems';
import type { SnapshotLot } from '../../contracts/snapshot';
import type { Tx } from '../pool';
import type { Loading } from './lots';

const StandingRow = z.object({
  lot: z.string(),
  /** A system has told of it. */
  known: z.boolean(),
  /** What the ledger has of the system's own stock of it at the plant. */
  own: z.string(),
  /** An open hold has an account of it. */
  held: z.boolean(),
  /** It was written since the page was asked for. */
  changed: z.boolean(),
});
export type Standing = z.infer<typeof StandingRow>;

/** How lots stand in the ledger before a page is written, known or not. */
export async function standingOf(
  tx: Tx,
  { system, plant, askedAt }: Loading,
  lots: readonly string[],
): Promise<Map<string, Standing>> {
  const found = await tx.query({
    name: 'baseline-standing',
    text: `select told.lot, coalesce(lot.known, false) as known,
             coalesce((select sum(quantity) from stock where stock.lot = told.lot and plant = $2 and owner = $3), 0) as own,
             exists (select from hold_lot join hold on hold.id = hold_lot.hold where hold_lot.lot = told.lot and hold.state <> 'closed') as held,
             coalesce(lot.updated_at > $4, false) or exists (select from stock where stock.lot = told.lot and stock.updated_at > $4) as changed
           from unnest($1::text[]) told (lot) left join lot on lot.lot = told.lot`,
    values: [lots, plant, system, askedAt],
  });
  return new Map(found.rows.map((row) => StandingRow.parse(row)).map((row) => [row.lot, row]));
}

/** Makes lots known. `updated_at` is of the reading: a page of another system is not older than this one. */
export async function writeLots(tx: Tx, { askedAt }: Loading, lots: readonly SnapshotLot[]): Promise<void> {
  await tx.query({
    name: 'baseline-lots',
    text: `insert into lot (lot, item, unit, quantity, known, supplier, supplier_lot, updated_at)
           select lot, item, unit, 0, true, supplier, supplier_lot, $6
           from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) told (lot, item, unit, supplier, supplier_lot) order by lot
           on conflict (lot) do update set known = true, supplier = coalesce(excluded.supplier, lot.supplier),
             supplier_lot = coalesce(excluded.supplier_lot, lot.supplier_lot)`,
    values: [
      lots.map(({ lot }) => lot),
      lots.map(({ lot }) => itemOf(lot)),
      lots.map(({ unit }) => unit),
      lots.map(({ supplier }) => supplier),
      lots.map(({ supplierLot }) => supplierLot),
      askedAt,
    ],
  });
}

/** Where these lots lie at the plant, of the stock that the system owns, and nowhere else; and how much they are in all. */
export async function writeStock(
  tx: Tx,
  { baseline, system, plant, askedAt, asOf }: Loading,
  lots: readonly SnapshotLot[],
): Promise<void> {
  const names = lots.map(({ lot }) => lot);
  await tx.query({
    name: 'baseline-stock-clear',
    text: 'update stock set quantity = 0, baseline = $4, as_of = $5 where lot = any($1) and plant = $2 and owner = $3',
    values: [names, plant, system, baseline, asOf],
  });
  const rows = lots.flatMap(({ lot, stock }) => stock.map((place) => ({ lot, ...place })));
  await tx.query({
    name: 'baseline-stock',
    text: `insert into stock (lot, plant, location, quantity, owner, special, bound_for, status, updated_at, baseline, as_of)
           select lot, $1, location, quantity, $2, special, bound_for, status, $3, $4, $5
           from unnest($6::text[], $7::text[], $8::numeric[], $9::text[], $10::text[], $11::text[]) told (lot, location, quantity, special, bound_for, status)
           on conflict (lot, plant, location) do update set quantity = excluded.quantity, owner = excluded.owner, special = excluded.special,
             bound_for = excluded.bound_for, status = excluded.status, baseline = excluded.baseline, as_of = excluded.as_of`,
    values: [
      plant,
      system,
      askedAt,
      baseline,
      asOf,
      rows.map(({ lot }) => lot),
      rows.map(({ location }) => location),
      rows.map(({ quantity }) => quantity),
      rows.map(({ special }) => special),
      rows.map(({ boundFor }) => boundFor),
      rows.map(({ status }) => status),
    ],
  });
  await tx.query({
    name: 'baseline-lot-total',
    text: 'update lot set quantity = coalesce((select sum(quantity) from stock where stock.lot = lot.lot), 0) where lot.lot = any($1)',
    values: [names],
  });
}

/** What the system says of stock that another owns. */
export async function writeClaims(
  tx: Tx,
  { baseline, system }: Loading,
  claims: readonly { readonly lot: string; readonly quantity: string }[],
): Promise<void> {
  await tx.query({
    name: 'baseline-claims',
    text: `insert into baseline_claim (baseline, system, lot, quantity) select $1, $2, lot, quantity from unnest($3::text[], $4::numeric[]) told (lot, quantity)
           on conflict (baseline, system, lot) do update set quantity = excluded.quantity`,
    values: [baseline, system, claims.map(({ lot }) => lot), claims.map(({ quantity }) => quantity)],
  });
}
