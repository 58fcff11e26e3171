import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { Problem } from '../../contracts/problem';
import type { Signer } from '../../contracts/signature';
import type { EventType } from '../../contracts/events';
import { audit, type Actor } from '../audit';
import { publish } from '../events';
import { newId } from '../ids';
import type { Tx } from '../pool';
import { brief } from '../transaction';
import { utc } from '../view';
import { hashSecret, isSecret, type Hashed } from './secret';
import type { SignerCredential } from './sign';

/** What somebody shows who sets a secret or signs with one. */
export type Proof = { readonly code: string } | { readonly current: string };

/** Long enough to reach the person by another way than the one that asked. */
const CODE_LIVES_MS = 24 * 3_600_000;

/** A code that was made up, and what is kept of it. */
export interface NewCode {
  readonly code: string;
  readonly kept: Hashed;
}

/** Made before the transaction that it is written in: hashing takes its time on purpose. */
export async function newCode(): Promise<NewCode> {
  const code = randomBytes(9).toString('base64url');
  return { code, kept: await hashSecret(code) };
}

/**
 * Lets somebody set a signing secret, once, with a code: nobody signs as them without their credential and this code, so that
 * it would take two people to use another's signature (21 CFR 11.200(a)(3)). What they had is void.
 * @returns until when the code is good
 */
export async function enrol(
  tx: Tx,
  { person, reason }: { person: string; reason: string },
  { salt, hash }: Hashed,
  by: Actor,
  now: Date,
): Promise<Date> {
  const expiresAt = new Date(now.getTime() + CODE_LIVES_MS);
  await tx.query({
    name: 'signer-enrol',
    text: `insert into signer (person, since, code_salt, code_hash, code_expires_at, enrolled_by) values ($1, $2, $3, $4, $5, $6)
           on conflict (person) do update set since = $2, code_salt = $3, code_hash = $4, code_expires_at = $5, enrolled_by = $6,
             secret_salt = null, secret_hash = null, failures = 0, locked_at = null, revoked_at = null`,
    values: [person, now, salt, hash, expiresAt, by.id],
  });
  await tell(tx, 'enrolled', person, by, reason, now);
  return expiresAt;
}

/** Nobody signs as this person any more; signatures that no record has taken, and activations that wait, are void. */
export async function revoke(tx: Tx, person: string, reason: string, by: Actor, now: Date): Promise<void> {
  await tx.query({
    name: 'signer-revoke',
    text: `insert into signer (person, since, revoked_at) values ($1, $2, $2)
           on conflict (person) do update set since = $2, revoked_at = $2, secret_salt = null, secret_hash = null, code_salt = null, code_hash = null`,
    values: [person, now],
  });
  await tx.query({
    name: 'signature-void-of',
    text: `update signature set voided_at = $2, void_reason = 'its signer was revoked'
           where signer_id = $1 and voided_at is null and (used_for is null or (record_type = 'change-activation' and not exists (
             select from change_plant where change || '/' || plant = used_for and pivoted_at is not null)))`,
    values: [person, now],
  });
  await tell(tx, 'revoked', person, by, reason, now);
}

/**
 * Sets the caller's own signing secret.
 * @param proof the enrolment's code, or the secret so far
 * @throws Problem `signer-not-verified`, `signer-locked`, `segregation-of-duties`
 */
export async function setSecret(
  pool: Pool,
  caller: SignerCredential,
  secret: string,
  proof: Proof,
  attempts: number,
  now: Date,
): Promise<void> {
  if (!(await check(pool, caller, proof, attempts, now)))
    throw new Problem(
      'signer-not-verified',
      'The code or the current secret is wrong or out of date; an administrator enrols you with POST /v1/signers.',
    );
  await refuseOneHand(pool, caller);
  const { salt, hash } = await hashSecret(secret);
  await brief(pool, async (tx) => {
    await tx.query({
      name: 'signer-set-secret',
      text: `update signer set since = $2, secret_salt = $3, secret_hash = $4, code_salt = null, code_hash = null, failures = 0 where person = $1 and revoked_at is null`,
      values: [caller.id, now, salt, hash],
    });
    await tell(tx, 'activated', caller.id, caller, 'set the signing secret', now);
  });
}

/**
 * Whether somebody has shown that it is them. Tries wait for each other, so that those at once count as many; one that is
 * right forgives those before it.
 * @param proof the signing secret, or the enrolment's code
 * @throws Problem `signer-locked`
 */
export async function check(
  pool: Pool,
  signer: Actor,
  proof: Proof,
  attempts: number,
  now: Date,
): Promise<boolean> {
  const judged = await brief(pool, (tx) => judge(tx, signer, proof, attempts, now));
  if (judged === 'locked' || judged === 'revoked')
    throw new Problem(
      'signer-locked',
      `${signer.id} is ${judged} as a signer; an administrator enrols them anew with POST /v1/signers.`,
    );
  return judged === 'right';
}

/** A try that is wrong is counted: the transaction commits. */
async function judge(
  tx: Tx,
  signer: Actor,
  proof: Proof,
  attempts: number,
  now: Date,
): Promise<'right' | 'wrong' | 'locked' | 'revoked'> {
  const found = await tx.query<StoredSigner>({
    name: 'signer-lock',
    text: `select code_salt, code_hash, code_expires_at, secret_salt, secret_hash, failures, locked_at, revoked_at from signer where person = $1 for update`,
    values: [signer.id],
  });
  const stored = found.rows[0];
  if (!stored) return 'wrong';
  if (stored.revoked_at) return 'revoked';
  if (stored.locked_at) return 'locked';
  const isRight =
    'code' in proof
      ? await isHashOf(codeOf(stored, now), proof.code)
      : await isHashOf(secretOf(stored), proof.current);
  const failures = isRight ? 0 : stored.failures + 1;
  const locks = failures >= attempts;
  await tx.query({
    name: 'signer-count',
    text: 'update signer set failures = $2, locked_at = $3 where person = $1',
    values: [signer.id, failures, locks ? now : null],
  });
  if (locks) await tell(tx, 'locked', signer.id, signer, `${attempts} wrong tries in a row`, now);
  return isRight ? 'right' : 'wrong';
}

const isHashOf = async (hashed: Hashed | null, secret: string): Promise<boolean> =>
  hashed !== null && (await isSecret(secret, hashed));

/** Who enrols somebody and who hands out their key are two: one alone could sign as anybody. */
async function refuseOneHand(pool: Pool, { id, credential }: SignerCredential): Promise<void> {
  const found = await pool.query<{ by: string }>({
    name: 'signer-one-hand',
    text: `select enrolled_by as by from signer join api_key on api_key.created_by_id = enrolled_by where person = $1 and api_key.id = $2`,
    values: [id, credential.id],
  });
  const one = found.rows[0];
  if (one)
    throw new Problem(
      'segregation-of-duties',
      `${one.by} has enrolled ${id}, and made the key that this was sent with: another administrator must do one of the two.`,
    );
}

interface StoredSigner {
  readonly code_salt: string | null;
  readonly code_hash: string | null;
  readonly code_expires_at: Date | null;
  readonly secret_salt: string | null;
  readonly secret_hash: string | null;
  readonly failures: number;
  readonly locked_at: Date | null;
  readonly revoked_at: Date | null;
}

const codeOf = ({ code_salt: salt, code_hash: hash, code_expires_at: until }: StoredSigner, now: Date) =>
  salt !== null && hash !== null && until !== null && until > now ? { salt, hash } : null;
const secretOf = ({ secret_salt: salt, secret_hash: hash }: StoredSigner) =>
  salt !== null && hash !== null ? { salt, hash } : null;

export async function isRevoked(tx: Tx, person: string): Promise<boolean> {
  const found = await tx.query({
    name: 'signer-revoked',
    text: 'select from signer where person = $1 and revoked_at is not null',
    values: [person],
  });
  return found.rows.length > 0;
}

export async function viewSigner(tx: Tx, person: string): Promise<Signer | null> {
  const found = await tx.query<{ signer: Signer }>({
    name: 'signer-view',
    text: `select jsonb_build_object('person', person, 'since', ${utc('coalesce(locked_at, since)')},
             'state', case when revoked_at is not null then 'revoked' when locked_at is not null then 'locked' when secret_hash is not null then 'active' else 'enrolled' end) as signer
           from signer where person = $1`,
    values: [person],
  });
  return found.rows[0]?.signer ?? null;
}

/** Each on a chain of its own: it belongs to no saga. */
async function tell(
  tx: Tx,
  what: 'enrolled' | 'activated' | 'locked' | 'revoked',
  person: string,
  who: Actor,
  why: string,
  now: Date,
): Promise<void> {
  const transaction = newId('TX');
  const type = `interlock.signer.${what}.v1` as const satisfies EventType;
  await audit(tx, {
    transaction,
    at: now,
    who,
    action: `signer.${what}`,
    subject: person,
    from: null,
    to: what,
    why,
  });
  await publish(tx, { type, subject: person, transaction, plant: null, at: now, data: { person } });
}
