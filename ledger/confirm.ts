import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import type { Confirmation } from '../domain/dispositions';
import { audit, type Actor } from './audit';
import { look } from './commands';
import { anyDisposition } from './disposition-row';
import { openHold } from './hold-row';
import { reworkedInto } from './output';
import type { Tx } from './pool';
import { takeBack } from './reverse';

/**
 * A person or a system confirms a step of the procedure: sorted, reworked, inspected, destroyed, issued. A re-inspection
 * that failed gives the quantity back to be decided anew.
 * @param output the lot that reworked pieces came out as; null: they stay in theirs
 * @throws Problem `not-found` when Interlock has no such disposition
 */
export async function confirm(
  tx: Tx,
  topology: Topology,
  id: string,
  what: Confirmation,
  passed: boolean,
  found: { good: string; bad: string } | null,
  output: string | null,
  who: Actor,
  now: Date,
): Promise<void> {
  const disposition = await anyDisposition(tx, id);
  if (!disposition) throw new Problem('not-found', `There is no disposition ${id}.`);
  if (disposition.state === 'verified' || disposition.state === 'reversed') return;
  const hold = await openHold(tx, disposition.hold);
  if (!passed)
    return takeBack(tx, topology, hold, disposition, 'the inspection after rework failed', who, now);
  await tx.query({
    name: 'disposition-confirm',
    text: `update disposition set confirmed = array(select distinct unnest(confirmed || $2::text)), found_good = coalesce($3, found_good), found_bad = coalesce($4, found_bad) where id = $1`,
    values: [id, what, found?.good ?? null, found?.bad ?? null],
  });
  await audit(tx, {
    transaction: hold.transaction,
    at: now,
    who,
    action: `disposition.${what}`,
    subject: id,
    from: disposition.confirmed,
    to: { confirmed: what, found, output },
    why: null,
  });
  if (output !== null && output !== disposition.lot && disposition.output === null)
    await reworkedInto(tx, topology, hold, disposition, output, now);
  await look(tx, hold.transaction, hold.id, now);
}
