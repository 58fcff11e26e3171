import type { Genealogy } from '../contracts/genealogy';
import type { Releasability } from '../contracts/material';
import type { PartnerLot } from '../contracts/partner-lot';
import { smaller } from './decimal';
import { depthsFrom } from './genealogy';

/** A lot of a partner's own, and how much of it is. */
export type OwnLot = Pick<PartnerLot, 'lot' | 'quantity' | 'state'>;

/**
 * The gate's answer as a partner gets it: no reason, no way that stays open, no more than is its own; of another's lot what
 * is said of one that does not exist.
 * @param own null: the lot is not the partner's
 * @param unit that the question names; null: none
 */
export function gateForPartner(
  answer: Releasability,
  own: OwnLot | null,
  unit: OwnLot['quantity']['unit'] | null,
): Releasability {
  const { lot, plant, action, purpose, asOf } = answer;
  const question = { lot, plant, action, purpose, allowed: [], asOf };
  if (!own)
    return {
      ...question,
      releasable: false,
      releasableQuantity: { value: '0', unit: unit ?? 'EA' },
      blockedBy: [{ rule: 'unknown-lot' }],
    };
  const releasable = answer.releasable && own.state === 'released';
  const { quantity } = own;
  return {
    ...question,
    releasable,
    releasableQuantity: {
      value: own.state === 'released' ? smaller(answer.releasableQuantity.value, quantity.value) : '0',
      unit: quantity.unit,
    },
    blockedBy: releasable ? [] : [{ rule: 'not-released' }],
    ...(answer.validUntil !== undefined && { validUntil: answer.validUntil }),
  };
}

/** What a partner is told of the edges between its own lots: not by whom, nor where. */
const TOLD_BY = 'interlock';

/** The genealogy between a partner's own lots, as far as it is linked by these alone. @param edges between own lots */
export function genealogyForPartner(
  lot: string,
  direction: Genealogy['direction'],
  own: readonly OwnLot[],
  edges: readonly Omit<Genealogy['edges'][number], 'system'>[],
): Genealogy {
  const depths = depthsFrom(lot, edges, direction);
  const nodes = own
    .filter((node) => depths.has(node.lot))
    .map((node) => ({
      lot: node.lot,
      plant: null,
      quantity: node.quantity,
      held: node.state === 'held',
      depth: depths.get(node.lot) ?? 0,
    }))
    .sort((a, b) => a.depth - b.depth || (a.lot < b.lot ? -1 : 1));
  const told = edges
    .filter(({ from, to }) => depths.has(from) && depths.has(to))
    .map((edge) => ({ ...edge, system: TOLD_BY }));
  return { lot, direction, nodes, edges: told, gaps: [], complete: true };
}
