import { z } from 'zod';
import { Decision } from '../disposition';
import { Decimal } from '../quantity';
import { Amount, contract } from './contract';

const Told = z.object({
  disposition: z.string(),
  hold: z.string(),
  lot: z.string(),
  quantity: Amount,
  decision: Decision,
});
const Decided = Told.extend({ reference: z.string() });
/** `output`: the lot that the pieces became, where they did not stay in theirs. */
const Verified = Told.extend({ output: z.string().optional() });
const ConcessionEnded = z.object({
  disposition: z.string(),
  hold: z.string(),
  lot: z.string(),
  because: z.enum(['expired', 'used-up']),
  /** Pieces that are held again, in the lot's unit; `heldBy`: by which hold. */
  heldAgain: Decimal,
  heldBy: z.string().nullable(),
});

export const DISPOSITION_EVENTS = {
  'interlock.disposition.decided.v1': contract(
    'quality',
    'Held material was disposed of; it is still held.',
    Decided,
  ),
  'interlock.disposition.verified.v1': contract(
    'quality',
    'What was decided is done, and was read back or confirmed.',
    Verified,
  ),
  'interlock.disposition.reversed.v1': contract(
    'quality',
    'A decision was taken back before it was verified.',
    Told,
  ),
  'interlock.concession.ended.v1': contract(
    'quality',
    'A concession has expired or is used up; what is left of it is held again.',
    ConcessionEnded,
  ),
} as const;
