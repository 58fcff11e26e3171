import { Problem } from '../../contracts/problem';
import { SIGNATURE_TYPE, type SignatureRequest, type SignatureStatement } from '../../contracts/signature';
import type { Topology } from '../../contracts/topology';
import { audit, type Actor, type Notary } from '../audit';
import { readChange } from '../change/row';
import { lookRollout } from '../change/wake';
import { publish } from '../events';
import { newId } from '../ids';
import type { Tx } from '../pool';
import { signable } from './record';
import { isRevoked } from './signers';

/** Who signs, and with which credential. */
export interface SignerCredential extends Actor {
  readonly credential: { readonly id: string };
}

/**
 * Signs a record as it is now. One of a disposition waits, for a short while, for the decision that takes it; one of an
 * activation belongs to its plant from now on, and its saga looks.
 * @param method how the signer has shown that it is them: checked before
 * @returns the signature's id
 * @throws Problem that names why this cannot be signed
 */
export async function sign(
  tx: Tx,
  topology: Topology,
  { record: subject, capacity, meaning }: SignatureRequest,
  method: 'secret' | 'signed-in',
  signer: SignerCredential,
  notary: Notary,
  now: Date,
): Promise<string> {
  if (await isRevoked(tx, signer.id))
    throw new Problem('signer-locked', `${signer.id} is revoked as a signer.`);
  const record = await signable(tx, topology, subject);
  const id = newId('SG');
  const statement: SignatureStatement = {
    id,
    transaction: record.transaction,
    capacity,
    signer: { id: signer.id, name: signer.name },
    meaning,
    signedAt: now.toISOString(),
    recordHash: record.hash,
  };
  const activates = subject.type === 'change-activation';
  await tx.query({
    name: 'signature-insert',
    text: `insert into signature (id, transaction, record_type, record, record_hash, capacity, meaning, signer_id, signer_name, method, signed_at, expires_at, used_for, used_at, credential, jws)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    values: [
      id,
      record.transaction,
      subject.type,
      record.text,
      record.hash,
      capacity,
      meaning,
      signer.id,
      signer.name,
      method,
      now,
      activates ? null : new Date(now.getTime() + topology.signatures.lifeSeconds * 1000),
      activates ? `${record.about}/${record.plant}` : null,
      activates ? now : null,
      signer.credential.id,
      await notary(SIGNATURE_TYPE, statement),
    ],
  });
  await audit(tx, {
    transaction: record.transaction,
    at: now,
    who: signer,
    action: 'signature.signed',
    subject: id,
    from: null,
    to: { about: record.about, capacity, recordHash: record.hash, method },
    why: meaning,
  });
  await publish(tx, {
    type: 'interlock.signature.signed.v1',
    subject: id,
    transaction: record.transaction,
    plant: record.plant,
    at: now,
    data: { signature: id, about: record.about, capacity, signer: signer.id, recordHash: record.hash },
  });
  if (activates) await wakePlants(tx, subject.change, now);
  return id;
}

/** All of them: under all-or-nothing each waits for the signatures of the others too. */
async function wakePlants(tx: Tx, id: string, now: Date): Promise<void> {
  const found = await readChange(tx, id);
  for (const { plant, state } of found?.plants ?? [])
    if (state === 'staged') await lookRollout(tx, found!.change.transaction, id, plant, now);
}
