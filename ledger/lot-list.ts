import type { Pool } from 'pg';
import { LotSummary } from '../contracts/lot-history';
import { pageOf, type Page } from './page';
import { quantity, utc } from './view';

export interface LotFilter {
  /** A part of its name, whatever its case. */
  readonly name?: string | undefined;
  readonly item?: string | undefined;
  readonly plant?: string | undefined;
  readonly held?: boolean | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

const HELD = `exists (select from hold_lot join hold on hold.id = hold_lot.hold where hold_lot.lot = lot.lot and covers and hold.state <> 'closed')`;

/** Lots, those first of which systems told last. */
export async function listLots(pool: Pool, filter: LotFilter): Promise<Page<LotSummary>> {
  const found = await pool.query<{ lot: unknown }>({
    name: 'lot-list',
    text: `select jsonb_build_object('lot', lot.lot, 'item', item, 'quantity', ${quantity('quantity', 'unit')}, 'known', known, 'held', ${HELD},
             'plants', coalesce((select jsonb_agg(distinct plant order by plant) from stock where stock.lot = lot.lot and stock.quantity > 0), '[]'),
             'updatedAt', ${utc('updated_at')}) as lot
           from lot
           where ($1::text is null or strpos(lower(lot.lot), lower($1)) > 0) and ($2::text is null or item = $2)
             and ($3::text is null or exists (select from stock where stock.lot = lot.lot and stock.quantity > 0 and plant = $3))
             and ($4::boolean is null or ${HELD} = $4)
             and ($5::text is null or (updated_at, lot.lot) < (select updated_at, lot from lot where lot = $5))
           order by updated_at desc, lot.lot desc limit $6`,
    values: [
      filter.name ?? null,
      filter.item ?? null,
      filter.plant ?? null,
      filter.held ?? null,
      filter.cursor ?? null,
      filter.limit + 1,
    ],
  });
  return pageOf(
    found.rows,
    filter.limit,
    ({ lot }) => LotSummary.parse(lot),
    ({ lot }) => lot,
  );
}
