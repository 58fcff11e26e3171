import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Topology } from '../../contracts/topology';
import { Problem } from '../../contracts/problem';
import type { SignedSubject } from '../../contracts/signature';
import { activationRecord, dispositionRecord } from '../../domain/signatures';
import { accountOf } from '../accounts';
import { readChange, type ChangeRow, type PlantRow } from '../change/row';
import { openHold } from '../hold-row';
import { outputOf } from '../output';
import type { Tx } from '../pool';
import { inLotUnit } from '../units';

/** A record as it is signed: its RFC 8785 text, and the SHA-256 of that, hex. */
export interface RecordText {
  readonly text: string;
  readonly hash: string;
}

function recordText(record: object): RecordText {
  const text = canonicalize(record);
  if (text === undefined) throw new TypeError('what is signed must be JSON');
  return { text, hash: createHash('sha256').update(text).digest('hex') };
}

/** Of a decision under a hold. */
export const ofDisposition = (...decided: Parameters<typeof dispositionRecord>): RecordText =>
  recordText(dispositionRecord(...decided));

/** Of a change at one of its plants, as both are now; null: its package is not known yet. */
export function ofActivation(change: ChangeRow, plant: PlantRow): RecordText | null {
  if (!change.package) return null;
  const about = {
    id: change.id,
    system: change.change_system,
    number: change.change_id,
    policy: change.policy,
  };
  return recordText(activationRecord(about, plant, change.package.items, recordText(change.package).hash));
}

/** What the subject of a request says now, and where it belongs. */
export interface Signable extends RecordText {
  readonly transaction: string;
  readonly plant: string;
  /** Id of the hold or of the change. */
  readonly about: string;
}

/** @throws Problem `not-found`, `hold-closed`, `change-over`, `unknown-lot` or as the decision itself would be refused */
export const signable = (tx: Tx, topology: Topology, subject: SignedSubject): Promise<Signable> =>
  subject.type === 'disposition' ? decision(tx, topology, subject) : activation(tx, subject);

async function decision(
  tx: Tx,
  topology: Topology,
  { hold: id, disposition }: Extract<SignedSubject, { type: 'disposition' }>,
): Promise<Signable> {
  const hold = await openHold(tx, id);
  const at = '/record/disposition';
  const stored = await accountOf(tx, id, disposition.lot);
  if (!stored)
    throw new Problem('unknown-lot', `Hold ${id} does not cover ${disposition.lot}.`, [
      { pointer: `${at}/lot`, detail: 'not covered by this hold' },
    ]);
  const value = inLotUnit(topology, disposition.lot, disposition.quantity, `${at}/quantity`);
  const output = outputOf(topology, disposition, stored.unit, at);
  const record = ofDisposition(id, disposition, { value, unit: stored.unit }, output);
  return { ...record, transaction: hold.transaction, plant: hold.plant, about: id };
}

async function activation(
  tx: Tx,
  { change: id, plant }: Extract<SignedSubject, { type: 'change-activation' }>,
): Promise<Signable> {
  const found = await readChange(tx, id);
  if (!found) throw new Problem('not-found', `There is no engineering change ${id}.`);
  const row = found.plants.find((one) => one.plant === plant);
  if (!row)
    throw new Problem('unknown-plant', `${id} is not for plant ${plant}.`, [
      { pointer: '/record/plant', detail: `one of ${found.plants.map((one) => one.plant).join(', ')}` },
    ]);
  if (!SIGNABLE.includes(row.state))
    throw new Problem(
      'change-over',
      `${id} is ${row.state} at ${plant}: its activation is not to be signed.`,
    );
  const record = ofActivation(found.change, row);
  if (!record)
    throw new Problem('signature-mismatch', `What ${id} changes is not known yet: the PLM has not answered.`);
  return { ...record, transaction: found.change.transaction, plant, about: id };
}
const SIGNABLE: readonly PlantRow['state'][] = ['checking', 'staging', 'staged'];
