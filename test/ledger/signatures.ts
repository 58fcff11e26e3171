import type { DispositionRequest } from '../../contracts/disposition';
import type { Capacity } from '../../contracts/shown-signature';
import type { Signature, SignedSubject } from '../../contracts/signature';
import type { Ledger } from '../../ledger';
import { keyed } from './requests';

export interface Person {
  readonly id: string;
  readonly name: string;
}
export const QUENTIN: Person = { id: 'quality', name: 'Quality' };
export const QUINN: Person = { id: 'quinn', name: 'Quinn Quality' };
export const DORA: Person = { id: 'dora', name: 'Dora Design' };

/** Puts a statement in writing without a key: no test of the ledger reads it. */
export const notary = (type: string, statement: object): Promise<string> =>
  Promise.resolve(JSON.stringify({ type, statement }));

/** What a decision says, without what is signed of it. */
export const subjectOf = (hold: string, request: DispositionRequest): SignedSubject => {
  const { approvals: _approvals, signature: _signature, ...disposition } = request;
  return { type: 'disposition', hold, disposition };
};

/** Somebody signs; that it is them was checked before. */
export const signAs = (
  ledger: Ledger,
  signer: Person,
  capacity: Capacity,
  record: SignedSubject,
  now = new Date(),
  meaning = 'reviewed and approved',
  credential = signer.id,
): Promise<Signature> =>
  keyed(ledger, (tx) =>
    ledger.signatures.sign(
      tx,
      { record, capacity, meaning },
      'secret',
      { ...signer, credential: { id: credential } },
      notary,
      now,
    ),
  );

/** A signature as an approval of its kind. */
export const approvalBy = ({
  id,
  capacity,
  signer,
  meaning,
  signedAt,
}: Signature): DispositionRequest['approvals'][number] => ({
  kind: capacity as 'quality' | 'design-authority',
  ...signer,
  meaning,
  at: signedAt,
  reference: `signature:${id}`,
});
