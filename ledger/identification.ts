import type { Result } from '../contracts/result';
import type { Topology } from '../contracts/topology';
import { audit, INTERLOCK, type Actor } from './audit';
import type { HoldRow } from './hold-row';
import type { Tx } from './pool';
import { recompute } from './recompute';

/** Notes how many pieces of the held parts systems were read to tell from the rest of their lots. */
export async function recordIdentifications(tx: Tx, results: readonly Result[], now: Date): Promise<void> {
  const seen = results.flatMap((result) =>
    result.outcome === 'observed'
      ? (result.reading.identified ?? []).map((part) => ({ ...part, target: result.target }))
      : [],
  );
  if (seen.length === 0) return;
  await tx.query({
    name: 'identification-record',
    text: `insert into identification (hold, lot, system, quantity, at)
           select distinct on (seen.hold, target.lot, target.system) seen.hold, target.lot, target.system, seen.quantity, $4
           from unnest($1::text[], $2::text[], $3::numeric[]) seen (hold, target, quantity)
           join target on target.id = seen.target join hold_lot on hold_lot.hold = seen.hold and hold_lot.lot = target.lot
           on conflict (hold, lot, system) do update set quantity = excluded.quantity, at = excluded.at`,
    values: [
      seen.map(({ hold }) => hold),
      seen.map(({ target }) => target),
      seen.map(({ quantity }) => quantity),
      now,
    ],
  });
}

/** Of `hold_lot`: some system tells all the pieces from the rest that the hold still keeps, and nobody has acted on it. */
export const IDENTIFIABLE = `(hold_lot.part is not null and hold_lot.identified_at is null and hold_lot.covers and exists (
  select from identification seen where seen.hold = hold_lot.hold and seen.lot = hold_lot.lot
    and seen.quantity > 0 and seen.quantity >= hold_lot.undecided + hold_lot.pending))`;

/** From now on only the part is held where it was observed to be told from the rest (H6). Runs in the coverage transaction. */
export async function identifyParts(tx: Tx, topology: Topology, hold: HoldRow, now: Date): Promise<void> {
  const found = await tx.query<{ lot: string }>({
    name: 'identification-due',
    text: `select lot from hold_lot where hold = $1 and ${IDENTIFIABLE} order by lot`,
    values: [hold.id],
  });
  for (const { lot } of found.rows)
    await identify(tx, topology, hold, lot, INTERLOCK, 'a system tells it from the rest', now);
}

/** Runs in the coverage transaction. @param why how the part is known to be told from the rest */
export async function identify(
  tx: Tx,
  topology: Topology,
  hold: HoldRow,
  lot: string,
  who: Actor,
  why: string,
  now: Date,
): Promise<void> {
  await tx.query({
    name: 'account-identified',
    text: 'update hold_lot set identified_at = $3 where hold = $1 and lot = $2',
    values: [hold.id, lot, now],
  });
  await audit(tx, {
    transaction: hold.transaction,
    at: now,
    who,
    action: 'part.identified',
    subject: hold.id,
    from: 'held as the whole lot',
    to: { lot },
    why,
  });
  await recompute(tx, topology, [lot], hold.transaction, now);
}
