import type {
  Enrolment,
  Signature,
  SignatureRequest,
  Signer,
  SignedSubject,
} from '../../contracts/signature';
import type { Actor, Notary } from '../audit';
import { Part } from '../part';
import { reading, type Tx } from '../pool';
import { signable, type Signable } from './record';
import { sign, type SignerCredential } from './sign';
import { check, enrol, newCode, revoke, setSecret, viewSigner, type NewCode, type Proof } from './signers';
import { listSignatures, viewSignature, type SignatureFilter } from './view';

/** The part of the ledger that knows electronic signatures. Functions that take a `tx` are called inside `Ledger.idempotent`. */
export class Signatures extends Part {
  /** Where what is to be signed belongs. @throws Problem where it cannot be signed */
  signable(subject: SignedSubject): Promise<Signable> {
    return reading(() => signable(this.pool, this.topology, subject));
  }
  /** @throws Problem */
  async sign(
    tx: Tx,
    request: SignatureRequest,
    method: Signature['method'],
    signer: SignerCredential,
    notary: Notary,
    now: Date,
  ): Promise<Signature> {
    const id = await sign(tx, this.topology, request, method, signer, notary, now);
    const signature = await viewSignature(tx, id);
    if (!signature) throw new Error(`signature ${id} vanished`);
    return signature;
  }
  get(id: string): Promise<Signature | null> {
    return reading(() => viewSignature(this.pool, id));
  }
  list(filter: SignatureFilter) {
    return reading(() => listSignatures(this.pool, filter));
  }

  /** Whether this is the signer's secret. @throws Problem `signer-locked` */
  isSecretOf(signer: Actor, secret: string, now: Date): Promise<boolean> {
    return check(this.pool, signer, { current: secret }, this.topology.signatures.attempts, now);
  }
  /** @param made by `newCode`, before `tx` began */
  async enrol(
    tx: Tx,
    request: { person: string; reason: string },
    { code, kept }: NewCode,
    by: Actor,
    now: Date,
  ): Promise<Enrolment & { code: string }> {
    const expiresAt = await enrol(tx, request, kept, by, now);
    return { person: request.person, code, expiresAt: expiresAt.toISOString() };
  }
  newCode(): Promise<NewCode> {
    return newCode();
  }
  async setSecret(caller: SignerCredential, secret: string, proof: Proof, now: Date): Promise<Signer> {
    await setSecret(this.pool, caller, secret, proof, this.topology.signatures.attempts, now);
    return this.signer(this.pool, caller.id);
  }
  /** @returns null: never enrolled */
  find(person: string): Promise<Signer | null> {
    return reading(() => viewSigner(this.pool, person));
  }
  async revoke(tx: Tx, person: string, reason: string, by: Actor, now: Date): Promise<Signer> {
    await revoke(tx, person, reason, by, now);
    return this.signer(tx, person);
  }

  private async signer(tx: Tx, person: string): Promise<Signer> {
    const signer = await viewSigner(tx, person);
    if (!signer) throw new Error(`signer ${person} vanished`);
    return signer;
  }
}
