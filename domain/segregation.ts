import type { Approval, Decision } from '../contracts/disposition';
import { CONCEDES } from './concession';

/** Who had which part in a decision; ids as the API and the QMS give them. */
export interface Parties {
  /** Whom the QMS names as raiser of the nonconformance. */
  readonly raisers: readonly string[];
  /** Who placed the hold without a nonconformance, and so raised it; null: it has one. */
  readonly placer: string | null;
  readonly decider: string;
  readonly approvals: readonly Pick<Approval, 'kind' | 'id'>[];
}

/** `raiser`: who raised it does not let it through. `full`: nobody has two parts in it. */
export type Segregation = 'raiser' | 'full';

export interface Conflict {
  readonly person: string;
  /** JSON pointer of the approval; '' where it is the decider. */
  readonly pointer: string;
  readonly why: string;
}

/**
 * Segregation of duties: nonconforming material is let through (used as it is, or repaired) by others than who raised it,
 * and each of those who answer for it is another person (ISO 9001 8.7, EN 9100 8.7.1). Other decisions let nothing through.
 * @returns what stands against it, nothing where all is well
 */
export function conflictsOf(decision: Decision, parties: Parties, segregation: Segregation): Conflict[] {
  if (!CONCEDES.includes(decision)) return [];
  const { raisers, placer, decider, approvals } = parties;
  const full = segregation === 'full';
  const raised = full && placer !== null ? [...raisers, placer] : raisers;
  const conflicts: Conflict[] = [];
  if (raised.includes(decider))
    conflicts.push({ person: decider, pointer: '', why: `raised it, and may not decide ${decision}` });
  approvals.forEach(({ id, kind }, index) => {
    const pointer = `/approvals/${index}/id`;
    if (raised.includes(id)) conflicts.push({ person: id, pointer, why: 'raised it, and may not approve' });
    if (!full) return;
    if (approvals.slice(0, index).some((other) => other.id === id))
      conflicts.push({ person: id, pointer, why: 'approves twice: each approval is another person’s' });
    if (kind === 'design-authority' && id === decider)
      conflicts.push({ person: id, pointer, why: 'decides, and may not approve as design authority' });
  });
  return conflicts;
}
