import type { Releasability } from '../contracts/material';
import type { DecimalText } from './decimal';

/** Rules that say what Interlock knows of the material: at a plant that is not live yet it may not know enough. */
const NOT_ENFORCED = new Set(['unknown-lot', 'inspection-pending', 'expired', 'native-block']);

/**
 * The answer of a gate that only observes: a plant that goes live works as before, and compares. What Interlock has restricted
 * itself stays restricted, by a hold, a concession or a promise to a shipment (H1); what it would have refused by its
 * knowledge of lots and statuses passes, with what enforcement would have said beside it.
 * @param asked the question's quantity; null: all of it
 */
export function observe(answer: Releasability, asked: DecimalText | null): Releasability {
  const { releasable, releasableQuantity, blockedBy } = answer;
  const enforced = { releasable, releasableQuantity, blockedBy };
  const stands = releasable || blockedBy.some((why) => !('rule' in why && NOT_ENFORCED.has(why.rule)));
  if (stands) return { ...answer, mode: 'observe', enforced };
  return {
    ...answer,
    releasable: true,
    releasableQuantity: { value: asked ?? releasableQuantity.value, unit: releasableQuantity.unit },
    blockedBy: [],
    mode: 'observe',
    enforced,
  };
}
