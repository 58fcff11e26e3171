import type { Topology } from '../contracts/topology';
import { Problem } from '../contracts/problem';
import { reverse as reverseAccount } from '../domain/account';
import { desire } from '../domain/targets';
import { existingAccount, saveAccount } from './accounts';
import type { Actor } from './audit';
import { look } from './commands';
import { settleCounts } from './counts';
import { dispositionOf, lotOf, tellDisposition, type StoredDisposition } from './disposition-row';
import { openHold, type HoldRow } from './hold-row';
import type { Tx } from './pool';
import { recompute } from './recompute';
import { parseTargets, saveTargets } from './targets';

/** Undoes a decision that is not verified: its quantity is undecided again, what was let go is held again, tasks are cancelled. */
export async function reverse(
  tx: Tx,
  topology: Topology,
  holdId: string,
  id: string,
  reason: string,
  who: Actor,
  now: Date,
): Promise<void> {
  const hold = await openHold(tx, holdId);
  const disposition = await dispositionOf(tx, holdId, id);
  if (disposition.state === 'verified' || disposition.state === 'reversed')
    throw new Problem('disposition-final', `Disposition ${id} is ${disposition.state}.`);
  await takeBack(tx, topology, hold, disposition, reason, who, now);
}

/** Gives the quantity back to be decided anew. */
export async function takeBack(
  tx: Tx,
  topology: Topology,
  hold: HoldRow,
  disposition: StoredDisposition,
  reason: string,
  who: Actor,
  now: Date,
): Promise<void> {
  const { id, quantity, decision, state } = disposition;
  const lot = lotOf(disposition);
  const stored = await existingAccount(tx, hold.id, lot);
  await saveAccount(
    tx,
    hold.id,
    lot,
    reverseAccount(stored.account, decision, quantity, state === 'executing'),
  );
  await settleCounts(tx, hold.id, lot);
  await tx.query({
    name: 'disposition-reverse',
    text: "update disposition set state = 'reversed', reversed_at = $2 where id = $1",
    values: [id, now],
  });
  // What came out of rework as another lot stays that: it is there that it is decided anew.
  const postings = lot === disposition.lot ? await postingsOf(tx, id) : [];
  await saveTargets(
    tx,
    postings.map((target) => ({
      ...target,
      state: desire(target.state, { state: 'undone', quantity: null }, false),
    })),
  );
  await recompute(tx, topology, [lot], hold.transaction, now);
  await tellDisposition(
    tx,
    hold,
    id,
    {
      type: 'interlock.disposition.reversed.v1',
      data: { lot, quantity: { value: quantity, unit: disposition.unit }, decision },
    },
    who,
    reason,
    state,
    'reversed',
    now,
  );
  await look(tx, hold.transaction, hold.id, now);
}

const postingsOf = async (tx: Tx, id: string) =>
  parseTargets(
    (
      await tx.query({
        name: 'target-lock-disposition',
        text: "select * from target where subject_kind = 'disposition' and subject_id = $1 order by id for update",
        values: [id],
      })
    ).rows,
  );
