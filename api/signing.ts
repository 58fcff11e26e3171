import { Problem } from '../contracts/problem';
import type { OwnSigner, Signature, SignatureRequest } from '../contracts/signature';
import { CAPACITIES, type Capacity } from '../contracts/shown-signature';
import { MAY_SIGN } from '../domain/signatures';
import type { Caller } from '../ledger';
import type { Services } from './route';

/** How somebody has shown, beside the credential, that it is them; or why they have not. */
export type Shown = Signature['method'] | Problem;

/**
 * The second component of a signature (21 CFR 11.200): the signing secret that only the signer knows, or an access token
 * whose holder has signed in just now.
 */
export async function secondComponent(
  { capacity, secret }: SignatureRequest,
  caller: Caller,
  { ledger, topology, now }: Services,
): Promise<Shown> {
  const at = now();
  if (!maySign(caller, capacity))
    return new Problem(
      'not-authorized-to-decide',
      caller.kind === 'person'
        ? `The role "${caller.role}" does not sign as ${capacity}; ${MAY_SIGN[capacity].join(' and ')} may.`
        : `"${caller.id}" is a system, and only people sign.`,
    );
  const { signedInSeconds } = topology.signatures;
  if (hasJustSignedIn(caller, signedInSeconds, at)) return 'signed-in';
  if (secret === undefined)
    return unverified(
      caller.signedInAt === null
        ? 'send your signing secret as "secret"'
        : `you signed in more than ${signedInSeconds} seconds ago: sign in again, or send your signing secret as "secret"`,
    );
  try {
    return (await ledger.signatures.isSecretOf(caller, secret, at))
      ? 'secret'
      : unverified('this is not your signing secret');
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** What the caller needs to know before signing. */
export async function ownSigner(
  caller: Caller,
  { ledger, topology: { signatures }, now }: Services,
): Promise<OwnSigner> {
  const signer = await ledger.signatures.find(caller.id);
  return {
    person: caller.id,
    state: signer?.state ?? 'none',
    since: signer?.since ?? null,
    capacities: CAPACITIES.filter((capacity) => maySign(caller, capacity)),
    signedIn: hasJustSignedIn(caller, signatures.signedInSeconds, now()),
    required: signatures.dispositions,
  };
}

const maySign = ({ kind, role }: Caller, capacity: Capacity): boolean =>
  kind === 'person' && MAY_SIGN[capacity].includes(role);

const hasJustSignedIn = ({ signedInAt }: Caller, withinSeconds: number, at: Date): boolean =>
  signedInAt !== null && at.getTime() - signedInAt.getTime() < withinSeconds * 1000;

const unverified = (detail: string): Problem =>
  new Problem('signer-not-verified', `Not signed: ${detail}.`, [{ pointer: '/secret', detail }]);
