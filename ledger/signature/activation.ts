import type { Topology } from '../../contracts/topology';
import { audit, INTERLOCK } from '../audit';
import type { ChangeRow, PlantRow } from '../change/row';
import type { Tx } from '../pool';
import { ofActivation } from './record';

/**
 * Plants that may not go over yet because nobody has signed the change, as it is now, for them: of all-or-nothing every one,
 * until that is decided. A signature of what the change was before is void from here on.
 * @param row of the plant that is about to go over
 */
export async function unsigned(
  tx: Tx,
  topology: Topology,
  { change, plants, row }: { change: ChangeRow; plants: readonly PlantRow[]; row: PlantRow },
  now: Date,
): Promise<string[]> {
  if (!topology.signatures.changeActivation) return [];
  const together = change.policy === 'all-or-nothing' && change.decided_at === null ? plants : [row];
  const waiting: string[] = [];
  for (const one of together) if (!(await isSigned(tx, change, one, now))) waiting.push(one.plant);
  return waiting;
}

async function isSigned(tx: Tx, change: ChangeRow, row: PlantRow, now: Date): Promise<boolean> {
  const record = ofActivation(change, row);
  if (record === null) return false;
  const hashes = await liveHashes(tx, change.id, row.plant);
  if (hashes.some((hash) => hash !== record.hash)) await voidOthers(tx, change, row.plant, record.hash, now);
  return hashes.includes(record.hash);
}

async function liveHashes(tx: Tx, change: string, plant: string): Promise<string[]> {
  const found = await tx.query<{ record_hash: string }>({
    name: 'signature-of-activation',
    text: 'select record_hash from signature where used_for = $1 and voided_at is null',
    values: [`${change}/${plant}`],
  });
  return found.rows.map(({ record_hash }) => record_hash);
}

async function voidOthers(
  tx: Tx,
  { id, transaction }: ChangeRow,
  plant: string,
  hash: string,
  now: Date,
): Promise<void> {
  const why = 'the change is no longer what was signed';
  const voided = await tx.query<{ id: string }>({
    name: 'signature-void-activation',
    text: `update signature set voided_at = $3, void_reason = $4 where used_for = $1 and record_hash <> $2 and voided_at is null returning id`,
    values: [`${id}/${plant}`, hash, now, why],
  });
  for (const { id: subject } of voided.rows)
    await audit(tx, {
      transaction,
      at: now,
      who: INTERLOCK,
      action: 'signature.voided',
      subject,
      from: null,
      to: 'voided',
      why,
    });
}
