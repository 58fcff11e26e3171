import { z } from 'zod';
import { Refusal } from './refusal';

/** What every line of a writing batch carries beside its business words. */
export const Fenced = z.object({
  /** Idempotency key of this line. */
  key: z.string().min(1).max(200),
  /** Grows with each new claim on the subject; an older one is refused. */
  sequence: z.int().min(0),
  /** Instant after which the line must be refused. */
  expiresAt: z.iso.datetime({ offset: true }).nullable(),
});
export type Fenced = z.infer<typeof Fenced>;

/** @throws Refusal `EXPIRED` past the deadline, `OUTDATED` when the subject has seen a newer sequence. */
export function checkFence(line: Fenced, lastSequence: number, subject: string): void {
  if (line.expiresAt !== null && Date.parse(line.expiresAt) <= Date.now())
    throw new Refusal('EXPIRED', `${subject}: the order was valid until ${line.expiresAt}.`, 409);
  if (line.sequence < lastSequence)
    throw new Refusal(
      'OUTDATED',
      `${subject}: sequence ${line.sequence} is older than ${lastSequence}.`,
      409,
    );
}
