import type { SystemRole, Transition } from '../contracts/ownership';

/** What a system says has happened. */
export interface Claim {
  readonly transition: Transition;
  /** Roles that the system plays. */
  readonly roles: readonly SystemRole[];
  /** The plant that it belongs to; null: it is the enterprise's. */
  readonly plant: string | null;
  /** Plants that it speaks of. */
  readonly at: readonly string[];
}

/**
 * Whether what a system claims is its own to say: its role owns the transition, and a plant's own system speaks of its plant
 * (of a transfer: of one of the two).
 * @returns null, or the rule that refuses it and why
 */
export function refusalOf(
  claim: Claim,
  owners: Readonly<Record<Transition, SystemRole>>,
): { rule: string; why: string } | null {
  const owner = owners[claim.transition];
  if (!claim.roles.includes(owner))
    return {
      rule: `ownership:${claim.transition}`,
      why: `${claim.transition} belongs to the ${owner.toUpperCase()}, and this is a system whose roles are ${claim.roles.join(', ')}`,
    };
  if (claim.plant !== null && claim.at.length > 0 && !claim.at.includes(claim.plant))
    return {
      rule: 'ownership:plant',
      why: `it is the system of ${claim.plant}, and speaks of ${claim.at.join(', ')}`,
    };
  return null;
}
