import type { ChangePackage, Finding } from '../../contracts/engineering-change';
import { Problem } from '../../contracts/problem';
import type { Topology } from '../../contracts/topology';
import { completeness } from '../../domain/completeness';
import { isFinal } from '../../domain/rollout';
import { INTERLOCK } from '../audit';
import type { Tx } from '../pool';
import { endPlant } from './end';
import { takeLocks } from './locks';
import { existingChange, savePlant, tell, type ChangeRow } from './row';
import { withdraw } from './withdraw';

/**
 * Stores what the PLM says a change is, judges whether it is complete, and takes its locks. Runs in the coverage transaction.
 * @returns the changes that stand in the way
 */
export async function takePackage(
  tx: Tx,
  topology: Topology,
  id: string,
  pack: ChangePackage,
  now: Date,
): Promise<string[]> {
  const { change, plants } = await existingChange(tx, id);
  const findings = completeness(pack, change.change_system, (item) => topology.items[item]?.unit ?? null);
  const family = pack.items.map(({ item }) => topology.items[item]?.productFamily).find(Boolean);
  await tx.query({
    name: 'change-take-package',
    text: 'update change set package = $2, findings = $3, product_family = coalesce($4, product_family) where id = $1',
    values: [id, pack, JSON.stringify(findings), family ?? null],
  });
  await tx.query({
    name: 'change-item-insert',
    text: `insert into change_item (change, item, position, from_revision, to_revision)
           select $1, * from unnest($2::text[], $3::integer[], $4::text[], $5::text[]) on conflict do nothing`,
    values: [
      id,
      pack.items.map(({ item }) => item),
      pack.items.map((_, index) => index),
      pack.items.map(({ from }) => from),
      pack.items.map(({ to }) => to),
    ],
  });
  for (const row of plants)
    if (row.effectivity === null)
      await savePlant(tx, id, row.plant, { effectivity: pack.effectivity ?? { kind: 'immediate' } });
  return enter(tx, { ...change, package: pack }, now);
}

/** Takes the locks, or waits for those who have them, as the change was asked to. @returns who stands in the way */
export async function enter(tx: Tx, change: ChangeRow, now: Date): Promise<string[]> {
  const blocking = await takeLocks(tx, change.id);
  if (change.on_conflict === 'supersede') await supersede(tx, change, blocking, now);
  if (blocking.length === 0 && change.blocking.length === 0) return blocking;
  await tx.query({
    name: 'change-blocking',
    text: 'update change set blocking = $2 where id = $1',
    values: [change.id, blocking],
  });
  if (blocking.length > 0 && change.blocking.length === 0)
    await tell(
      tx,
      {
        change,
        plant: null,
        action: 'engineering-change.queued',
        type: change.on_conflict === 'refuse' ? null : 'interlock.engineering-change.queued.v1',
        from: null,
        to: { blocking },
        why: `${blocking.join(', ')} has the same items`,
      },
      now,
    );
  return blocking;
}

/** What stands in the way is withdrawn, where it still can be; what has passed its pivot is waited for. */
async function supersede(tx: Tx, change: ChangeRow, blocking: readonly string[], now: Date): Promise<void> {
  for (const other of blocking.filter((id) => !change.blocking.includes(id)))
    try {
      await withdraw(tx, other, null, `superseded by ${change.change_id} (${change.id})`, INTERLOCK, now);
    } catch (error) {
      if (!(error instanceof Problem && error.code === 'change-over')) throw error;
    }
}

/** The whole change is refused, for a reason that is not a plant's. */
export async function refuseAll(tx: Tx, id: string, finding: Finding, now: Date): Promise<void> {
  const { change, plants } = await existingChange(tx, id);
  await tx.query({
    name: 'change-add-finding',
    text: `update change set findings = findings || $2::jsonb, blocking = '{}' where id = $1`,
    values: [id, JSON.stringify([finding])],
  });
  for (const row of plants)
    if (!isFinal(row.state)) await endPlant(tx, change, row, 'refused', finding.text, now);
}
