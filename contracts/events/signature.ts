import { z } from 'zod';
import { CAPACITIES } from '../shown-signature';
import { contract } from './contract';

const Signed = z.object({
  signature: z.string(),
  /** The hold or the change that it is about. */
  about: z.string(),
  capacity: z.enum(CAPACITIES),
  signer: z.string(),
  recordHash: z.string(),
});
const OfSigner = z.object({ person: z.string() });

export const SIGNATURE_EVENTS = {
  'interlock.signature.signed.v1': contract('quality', 'Somebody signed a decision or a change.', Signed),
  'interlock.signer.enrolled.v1': contract(
    'audit',
    'Somebody may set a signing secret: their identity was verified.',
    OfSigner,
  ),
  'interlock.signer.activated.v1': contract('audit', 'Somebody has set their signing secret.', OfSigner),
  'interlock.signer.locked.v1': contract(
    'audit',
    'A signer is locked after too many wrong secrets: somebody else may have tried.',
    OfSigner,
  ),
  'interlock.signer.revoked.v1': contract('audit', 'Somebody may no longer sign.', OfSigner),
} as const;
