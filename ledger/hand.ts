import type { z } from 'zod';
import type { PhysicalControlRequest } from '../contracts/hold';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import { gated } from '../domain/account';
import { compare } from '../domain/decimal';
import { accountOf } from './accounts';
import { audit, type Actor } from './audit';
import { look } from './commands';
import { openHold } from './hold-row';
import { identify } from './identification';
import type { Tx } from './pool';
import { inLotUnit } from './units';

/**
 * A person tagged and counted material where it lies: what contains it where a system cannot. All the pieces of a part, tagged,
 * are told from the rest by it.
 */
export async function recordPhysical(
  tx: Tx,
  topology: Topology,
  holdId: string,
  control: z.infer<typeof PhysicalControlRequest>,
  who: Actor,
  now: Date,
): Promise<void> {
  const hold = await openHold(tx, holdId);
  const account = await accountOf(tx, holdId, control.lot);
  if (!account)
    throw new Problem('unknown-lot', `Hold ${holdId} does not cover ${control.lot}.`, [
      { pointer: '/lot', detail: 'not covered by this hold' },
    ]);
  const counted = inLotUnit(topology, control.lot, control.counted, '/counted');
  await tx.query({
    name: 'physical-record',
    text: 'insert into physical_control (hold, lot, location, unit, counted, tag, by_id, by_name, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    values: [
      holdId,
      control.lot,
      control.location,
      account.unit,
      counted,
      control.tag,
      who.id,
      who.name,
      now,
    ],
  });
  await audit(tx, {
    transaction: hold.transaction,
    at: now,
    who,
    action: 'physical-control.recorded',
    subject: holdId,
    from: null,
    to: control,
    why: null,
  });
  if (account.part && !account.identified && compare(counted, gated(account.account)) === 0)
    await identify(tx, topology, hold, control.lot, who, `counted and tagged ${control.tag}`, now);
  await look(tx, hold.transaction, holdId, now);
}
