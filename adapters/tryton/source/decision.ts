import { z } from 'zod';
import { Approval, Concession, Decision } from '../../../contracts/disposition';
import { LotId, Name } from '../../../contracts/material';
import { PositiveQuantity } from '../../../contracts/quantity';
import { Unreadable } from './feed';

/**
 * An alert has no field for a decision: whoever resolves it writes the decision into its description, as JSON:
 * `{ "dispositions": [ { "lot", "quantity": { "value", "unit" }, "decision", "reason", "reference" } ] }`.
 */
const Decided = z.strictObject({
  dispositions: z
    .array(
      z.strictObject({
        lot: LotId,
        quantity: PositiveQuantity,
        decision: Decision,
        reason: z.string().min(1),
        reference: Name,
        approvals: z.array(Approval).optional(),
        concession: Concession.optional(),
      }),
    )
    .min(1),
});
export type Decided = z.infer<typeof Decided>;

/** @throws Unreadable that says what is wrong with the text */
export function parseDecision(alert: string, description: string | null): Decided['dispositions'] {
  const wrong = (text: string) =>
    new Unreadable(
      `Alert ${alert} was resolved without a decision that can be read: ${text}. Open it again, write the decision, resolve it.`,
    );
  let json: unknown;
  try {
    json = JSON.parse(description ?? '');
  } catch {
    throw wrong('its description is not JSON');
  }
  const parsed = Decided.safeParse(json);
  if (parsed.success) return parsed.data.dispositions;
  const issue = parsed.error.issues[0]!;
  throw wrong(`${issue.path.join('.')}: ${issue.message}`);
}
