import type { Topology } from '../../contracts/topology';
import { add } from '../../domain/decimal';
import { accountOf, saveAccount } from '../accounts';
import type { Actor } from '../audit';
import type { HoldRow } from '../hold-row';
import { join } from '../holds';
import { ensureLots } from '../lots';
import type { Tx } from '../pool';
import { recompute } from '../recompute';
import { partOf } from './serials';

export interface SerialLot {
  readonly serial: string;
  readonly lot: string;
}

/**
 * A system told which lots serials are of. Holds over a serial that stood for itself hold it as an identified part of its lot
 * from then on, in the same transaction. The first word counts; a lot that another word names is held as well.
 * Runs in the coverage transaction.
 */
export async function serialsAre(
  tx: Tx,
  topology: Topology,
  told: readonly SerialLot[],
  { system, who, now }: { readonly system: string; readonly who: Actor; readonly now: Date },
): Promise<void> {
  for (const { serial, lot } of told) {
    await tx.query({
      name: 'serial-add',
      text: 'insert into serial (serial, lot, system, recorded_at) values ($1, $2, $3, $4) on conflict do nothing',
      values: [serial, lot, system, now],
    });
    const following = await tx.query<HoldRow>({
      name: 'holds-following-serial',
      text: `update scope_rule rule set to_at = $2, ended_at = $2 from hold
             where hold.id = rule.hold and rule.subject = $1 and rule.kind = 'serial' and rule.to_at is null and hold.state <> 'closed'
             returning hold.id, hold.transaction, hold.state, hold.plant`,
      values: [serial, now],
    });
    if (following.rows.length === 0) continue;
    const unit = (await ensureLots(tx, topology, [lot], now)).get(lot)?.unit ?? 'EA';
    for (const hold of following.rows.sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const part = { lot, unit, ...partOf([serial]) };
      await join(tx, topology, hold, [part], who, `${serial} is of ${lot}`, now);
      await countElsewhere(tx, hold.id, serial);
    }
    await recompute(tx, topology, [serial], '', now);
  }
}

/** The piece is counted in its lot: its own account has nothing undecided any more. */
async function countElsewhere(tx: Tx, hold: string, serial: string): Promise<void> {
  const stored = await accountOf(tx, hold, serial);
  if (!stored) return;
  const { account } = stored;
  await saveAccount(tx, hold, serial, {
    ...account,
    undecided: '0',
    elsewhere: add(account.elsewhere, account.undecided),
  });
}
