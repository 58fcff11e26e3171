import type { Pool } from 'pg';
import { TransactionSummary } from '../../contracts/story';
import { pageOf, type Page } from '../page';
import { utc } from '../view';

/** What a transaction is about, of each kind. */
const KINDS = `
  select transaction, 'quality-hold' as kind, id as subject, plant, state, placed_at as begun_at from hold
  union all select transaction, 'engineering-change', id, null, null, requested_at from change
  union all select transaction, 'production-order', id, plant, state, requested_at from order_dispatch
  union all select transaction, 'inspection', id, plant, state, opened_at from inspection
  union all select transaction, 'shipment-authorization', id, plant, state, authorized_at from shipment_authorization`;

/** Transactions in which a name has a part: an id of ours, or the number that a system gave. */
const ABOUT = `
  select transaction from hold where $1 in (id, transaction, nonconformance_id)
  union select transaction from change where $1 in (id, transaction, change_id)
  union select transaction from order_dispatch where $1 in (id, transaction, order_id)
  union select transaction from inspection where $1 in (id, transaction, number)
  union select transaction from shipment_authorization where $1 in (id, transaction, shipment)
  union select hold.transaction from disposition join hold on hold.id = disposition.hold where disposition.id = $1
  union select transaction from exception where id = $1
  union select transaction from event where id = $1
  union select transaction from audit where transaction = $1`;

const OF_LOT = `
  select transaction from hold join hold_lot on hold_lot.hold = hold.id where hold_lot.lot = $2
  union select transaction from inspection where lot = $2
  union select transaction from order_dispatch join order_reservation on order_reservation.dispatch = order_dispatch.id where order_reservation.lot = $2
  union select transaction from shipment_authorization join shipment_authorization_line line using (id) where line.lot = $2`;

/** An event says which trace led to it. */
const IN_TRACE = `select transaction from event where substring(traceparent from 4 for 32) = $5`;

export interface TransactionFilter {
  readonly about?: string | undefined;
  readonly lot?: string | undefined;
  /** Id of a trace. */
  readonly trace?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Transactions by what they are about, newest first. */
export async function findTransactions(
  pool: Pool,
  filter: TransactionFilter,
): Promise<Page<TransactionSummary>> {
  const found = await pool.query({
    name: 'transaction-find',
    text: `with told as (
             select transaction, kind, subject, plant, state, begun_at from (${KINDS}) known
             where ($1::text is null or transaction in (${ABOUT})) and ($2::text is null or transaction in (${OF_LOT})) and ($5::text is null or transaction in (${IN_TRACE}))
             union all
             select transaction, 'other', min(text::jsonb ->> 'subject'), null, null, min(at) from audit
             where (transaction = $1 or ($1 is null and transaction in (${IN_TRACE}))) and ($5::text is null or transaction in (${IN_TRACE})) and $2::text is null
               and not exists (select from (${KINDS}) known where known.transaction = audit.transaction) group by transaction
           )
           select transaction, kind, subject, plant, state, ${utc('begun_at')} as "begunAt" from told
           where $3::text is null or (begun_at, transaction) < (select begun_at, transaction from told where transaction = $3)
           order by begun_at desc, transaction desc limit $4`,
    values: [
      filter.about ?? null,
      filter.lot ?? null,
      filter.cursor ?? null,
      filter.limit + 1,
      filter.trace ?? null,
    ],
  });
  return pageOf(
    found.rows,
    filter.limit,
    (row) => TransactionSummary.parse(row),
    ({ transaction }) => transaction,
  );
}
