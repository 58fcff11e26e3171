import type { Pool } from 'pg';
import { audit, INTERLOCK } from '../audit';
import { announce } from '../commands';
import { publish } from '../events';
import type { Tx } from '../pool';
import { AT_THE_PLANT } from '../stock';
import { brief } from '../transaction';
import { baselineRow, type BaselineRow } from './row';

/** Every system was read: what they say is held against each other, and the baseline is over. May be repeated. */
export const finishBaseline = (pool: Pool, id: string, now: Date): Promise<void> =>
  brief(pool, async (tx) => {
    const row = await baselineRow(tx, id);
    if (row.state !== 'loading') return;
    await compareClaims(tx, row);
    await findUnnamed(tx, row);
    await tx.query({
      name: 'baseline-claims-drop',
      text: 'delete from baseline_claim where baseline = $1',
      values: [id],
    });
    const finished = await tx.query<{ lots: number; findings: number }>({
      name: 'baseline-finish',
      text: `update baseline set state = 'finished', finished_at = $2 where id = $1
             returning (select count(distinct lot) from stock where stock.baseline = $1) as lots,
               (select count(*) from baseline_finding where baseline_finding.baseline = $1) as findings`,
      values: [id, now],
    });
    const { lots = 0, findings = 0 } = finished.rows[0] ?? {};
    await audit(tx, {
      transaction: row.transaction,
      at: now,
      who: INTERLOCK,
      action: 'baseline.finished',
      subject: id,
      from: 'loading',
      to: { lots, findings },
      why: null,
    });
    await publish(tx, {
      type: 'interlock.baseline.finished.v1',
      subject: id,
      transaction: row.transaction,
      plant: row.plant,
      at: now,
      data: { baseline: id, plant: row.plant, lots, findings },
    });
    await announce(tx, row.transaction);
  });

/** What lies at the plant, and not on the road or at somebody else's, by everyone's word but the system's own. */
const BY_OTHERS = `select coalesce(sum(stock.quantity), 0) as quantity, min(stock.owner) as owner from stock
  where stock.lot = claim.lot and stock.plant = $2 and stock.owner <> claim.system and ${AT_THE_PLANT}`;

async function compareClaims(tx: Tx, { id, plant }: BaselineRow): Promise<void> {
  await tx.query({
    name: 'baseline-compare',
    text: `insert into baseline_finding (baseline, system, code, subject, text)
           select $1, claim.system, 'quantity-differs', claim.lot,
             format('%s has %s of %s, %s, which owns the stock, %s.', claim.system, trim_scale(claim.quantity), claim.lot,
               coalesce(others.owner, 'who owns it'), trim_scale(others.quantity))
           from baseline_claim claim cross join lateral (${BY_OTHERS}) others
           where claim.baseline = $1 and claim.quantity <> others.quantity
           on conflict (baseline, system, code, subject) do update set text = excluded.text`,
    values: [id, plant],
  });
}

/** Stock that the ledger has at the plant and its owner, who was read, did not name. It stays until somebody tells more. */
async function findUnnamed(tx: Tx, { id, plant }: BaselineRow): Promise<void> {
  await tx.query({
    name: 'baseline-unnamed',
    text: `insert into baseline_finding (baseline, system, code, subject, text)
           select $1, owner, 'not-in-system', lot, format('The ledger has %s of %s at %s, %s does not name it.', trim_scale(sum(quantity)), lot, $2::text, owner)
           from stock where plant = $2 and quantity > 0 and baseline is distinct from $1
             and owner in (select system from baseline_system where baseline_system.baseline = $1 and pages > 0)
             and not exists (select from baseline_finding known where known.baseline = $1 and known.subject = stock.lot)
           group by owner, lot
           on conflict (baseline, system, code, subject) do nothing`,
    values: [id, plant],
  });
}
