import type { Approval, DispositionRequest } from '../../contracts/disposition';
import { Problem } from '../../contracts/problem';
import type { Capacity } from '../../contracts/shown-signature';
import type { Topology } from '../../contracts/topology';
import { signatureOf } from '../../domain/signatures';
import type { Actor } from '../audit';
import type { Tx } from '../pool';
import type { RecordText } from './record';

/** A decision that is about to be accepted: the signatures in it are taken for it, and for nothing else. */
export interface Taking {
  /** Of the disposition. */
  readonly id: string;
  readonly request: DispositionRequest;
  readonly record: RecordText;
  readonly decider: Actor;
  readonly now: Date;
}

/**
 * Takes every signature that a decision names: the decider's own, and those of its approvals. Each is of exactly this record,
 * given by that person in that capacity, still good, and taken once (21 CFR 11.70). Runs in the transaction that accepts the
 * decision: what is refused has taken none.
 * @throws Problem `signature-missing`, `signature-mismatch`, `signature-used`, `signature-void`
 */
export async function takeSignatures(tx: Tx, topology: Topology, taking: Taking): Promise<string[]> {
  const { request, decider } = taking;
  const isRequired = topology.signatures.dispositions.includes(request.decision);
  const taken: string[] = [];
  if (request.signature !== undefined) {
    await take(tx, taking, request.signature, '/signature', {
      capacity: 'decision',
      signer: decider,
      approval: null,
    });
    taken.push(request.signature);
  } else if (isRequired)
    throw missing('/signature', `${request.decision} wants the signature of who decides it`);
  for (const [index, approval] of request.approvals.entries()) {
    const at = `/approvals/${index}/reference`;
    const id = signatureOf(approval.reference);
    if (id !== null) {
      await take(tx, taking, id, at, { capacity: approval.kind, signer: approval, approval });
      taken.push(id);
      // A customer signs in its own house: the reference is of its document.
    } else if (isRequired && approval.kind !== 'customer')
      throw missing(
        at,
        `the approval of ${approval.kind} wants its own person's signature, "signature:<id>"`,
      );
  }
  return taken;
}

const missing = (pointer: string, detail: string) =>
  new Problem('signature-missing', `${detail}; sign with POST /v1/signatures.`, [{ pointer, detail }]);

interface Expected {
  readonly capacity: Capacity | Approval['kind'];
  readonly signer: Actor;
  /** As it is said in the decision: it must say what the signature says. */
  readonly approval: Approval | null;
}

async function take(
  tx: Tx,
  { id: disposition, record, now }: Taking,
  id: string,
  pointer: string,
  { capacity, signer, approval }: Expected,
): Promise<void> {
  const refuse = (
    code: 'signature-mismatch' | 'signature-used' | 'signature-void',
    detail: string,
  ): never => {
    throw new Problem(code, `Signature ${id} ${detail}.`, [{ pointer, detail }]);
  };
  const found = await tx.query<StoredSignature>({
    name: 'signature-take',
    text: `select record_hash, capacity, meaning, signer_id, signer_name, signed_at, expires_at, used_for, voided_at, void_reason,
             exists (select from api_key where api_key.id = signature.credential and revoked_at <= $2) as credential_revoked
           from signature where id = $1 for update`,
    values: [id, now],
  });
  const stored = found.rows[0];
  if (!stored) return refuse('signature-mismatch', 'does not exist');
  if (stored.record_hash !== record.hash)
    refuse('signature-mismatch', `is of another record than this decision, whose hash is ${record.hash}`);
  if (stored.capacity !== capacity)
    refuse('signature-mismatch', `was given as ${stored.capacity}, not as ${capacity}`);
  if (stored.signer_id !== signer.id)
    refuse('signature-mismatch', `is ${stored.signer_id}'s, not ${signer.id}'s`);
  if (approval && !says(approval, stored))
    refuse(
      'signature-mismatch',
      `says name "${stored.signer_name}", meaning "${stored.meaning}", at ${stored.signed_at.toISOString()}, and the approval something else`,
    );
  if (stored.used_for !== null) refuse('signature-used', `was taken by ${stored.used_for}`);
  if (stored.voided_at !== null) refuse('signature-void', `was voided: ${stored.void_reason ?? ''}`);
  if (stored.credential_revoked) refuse('signature-void', 'was given with a key that was revoked since');
  if (stored.expires_at !== null && stored.expires_at <= now)
    refuse('signature-void', `expired at ${stored.expires_at.toISOString()}: sign again`);
  await tx.query({
    name: 'signature-use',
    text: 'update signature set used_for = $2, used_at = $3 where id = $1',
    values: [id, disposition, now],
  });
}

interface StoredSignature {
  readonly record_hash: string;
  readonly capacity: Capacity;
  readonly meaning: string;
  readonly signer_id: string;
  readonly signer_name: string;
  readonly signed_at: Date;
  readonly expires_at: Date | null;
  readonly used_for: string | null;
  readonly voided_at: Date | null;
  readonly void_reason: string | null;
  readonly credential_revoked: boolean;
}

const says = (approval: Approval, stored: StoredSignature): boolean =>
  approval.name === stored.signer_name &&
  approval.meaning === stored.meaning &&
  approval.at === stored.signed_at.toISOString();
