import { audit, type Actor } from '../audit';
import type { Tx } from '../pool';

/** A change of a subscription, on the record. */
export const record = (
  tx: Tx,
  { id, transaction }: { readonly id: string; readonly transaction: string },
  change: {
    readonly action: string;
    readonly from: unknown;
    readonly to: unknown;
    readonly why: string | null;
  },
  who: Actor,
  now: Date,
): Promise<void> =>
  audit(tx, { transaction, at: now, who, ...change, action: `subscription.${change.action}`, subject: id });
