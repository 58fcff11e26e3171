import { z } from 'zod';
import { Decision, DispositionRequest } from './disposition';
import { Name } from './material';
import { Instant } from './quantity';
import { CAPACITIES, ShownSignature } from './shown-signature';

/** The JOSE type of a signature's proof: a statement of another kind is no electronic signature. */
export const SIGNATURE_TYPE = 'electronic-signature+jws';

/** What is signed: a decision as it will be sent, or a change at one of its plants. */
export const SignedSubject = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('disposition'),
      hold: Name,
      disposition: DispositionRequest.omit({ approvals: true, signature: true }),
    }),
    z.strictObject({ type: z.literal('change-activation'), change: Name, plant: Name }),
  ])
  .meta({ id: 'SignedSubject' });
export type SignedSubject = z.infer<typeof SignedSubject>;

/** Body of `POST /v1/signatures`. */
export const SignatureRequest = z
  .strictObject({
    record: SignedSubject,
    capacity: z.enum(CAPACITIES),
    /** What the signature means, in the signer's words (21 CFR 11.50(a)(3)): "reviewed and approved". */
    meaning: z.string().min(1).max(500),
    /** The signer's second component; not with an access token, whose holder has just signed in. */
    secret: z.string().min(1).max(200).optional(),
  })
  .refine(({ record, capacity }) => (record.type === 'change-activation') === (capacity === 'activation'), {
    path: ['capacity'],
    error: '"activation" for a change, any other for a disposition',
  })
  .meta({ id: 'SignatureRequest' });
export type SignatureRequest = z.infer<typeof SignatureRequest>;

export const Signature = ShownSignature.extend({
  transaction: z.string(),
  /** What was signed, as it was hashed. */
  record: z.record(z.string(), z.unknown()),
  /** How the signer showed that it is them, beside the credential. */
  method: z.enum(['secret', 'signed-in']),
  /** Until when a decision may take it; null: until the plant goes over. */
  expiresAt: Instant.nullable(),
  /** The disposition, or `<change>/<plant>`, that has taken it. */
  usedFor: z.string().nullable(),
  /** Why it counts no more; null: it does. */
  voided: z.object({ at: Instant, reason: z.string() }).nullable(),
  /** The same, signed by the installation (RFC 7515, EdDSA). */
  jws: z.string(),
}).meta({ id: 'Signature' });
export type Signature = z.infer<typeof Signature>;

/** What an electronic signature's proof says; whoever has the public key can check it. */
export interface SignatureStatement extends ShownSignature {
  readonly transaction: string;
}

/** Body of `POST /v1/signers`: somebody whose identity was verified may set a signing secret (21 CFR 11.100(b)). */
export const EnrolmentRequest = z
  .strictObject({
    /** As the API knows the caller. */
    person: Name,
    reason: z.string().min(1).max(2000),
  })
  .meta({ id: 'EnrolmentRequest' });

export const Enrolment = z
  .object({
    person: z.string(),
    /** Null in an answer that is given again. */
    code: z.string().nullable(),
    expiresAt: Instant,
  })
  .meta({ id: 'Enrolment' });
export type Enrolment = z.infer<typeof Enrolment>;

/** Body of `POST /v1/signing-secret`: with the code of the enrolment, or with the secret that is to be replaced. */
export const SigningSecretRequest = z
  .strictObject({
    secret: z.string().min(8).max(200),
    code: z.string().min(1).max(200).optional(),
    current: z.string().min(1).max(200).optional(),
  })
  .refine(({ code, current }) => (code === undefined) !== (current === undefined), {
    error: 'send either "code" or "current"',
  })
  .meta({ id: 'SigningSecretRequest' });

/** Whether the caller can sign with a secret, and what cannot be decided without a signature. */
export const OwnSigner = z
  .object({
    person: z.string(),
    /** `none`: never enrolled; `enrolled`: may set a secret with the code of the enrolment. */
    state: z.enum(['none', 'enrolled', 'active', 'locked', 'revoked']),
    since: Instant.nullable(),
    /** In which capacities the caller's role may sign. */
    capacities: z.array(z.enum(CAPACITIES)),
    /** The caller has signed in just now, and needs no secret. */
    signedIn: z.boolean(),
    /** Decisions that nobody takes without signing. */
    required: z.array(Decision),
  })
  .meta({ id: 'OwnSigner' });
export type OwnSigner = z.infer<typeof OwnSigner>;

/** Body of `POST /v1/signers/{person}/revocation`. */
export const SignerRevocationRequest = z
  .strictObject({ reason: z.string().min(1).max(2000) })
  .meta({ id: 'SignerRevocationRequest' });

/** Whether somebody can sign with a secret. */
export const Signer = z
  .object({
    person: z.string(),
    state: z.enum(['enrolled', 'active', 'locked', 'revoked']),
    since: Instant,
  })
  .meta({ id: 'Signer' });
export type Signer = z.infer<typeof Signer>;
