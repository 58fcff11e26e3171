import type { Decision } from '../contracts/disposition';
import type { SystemRole } from '../contracts/topology';

/**
 * How each decision is carried out, and what must be seen before it is verified (CONTRACT §3, Dispose). Until then its
 * quantity is pending and held.
 */
export interface Procedure {
  /** Systems, by role, that have something to post or a task to do. */
  readonly posts: readonly SystemRole[];
  /** Systems that hear of it; nobody waits for them. */
  readonly reports: readonly SystemRole[];
  /** What people or systems must confirm: event names of the contract, shortened. */
  readonly confirmedBy: readonly Confirmation[];
  /** Approvals without which it may not be decided. */
  readonly approvals: readonly ('quality' | 'design-authority')[];
}
export type Confirmation = 'sorted' | 'reworked' | 'inspected' | 'destroyed' | 'issued';

export const PROCEDURES: Record<Decision, Procedure> = {
  release: { posts: [], reports: ['qms'], confirmedBy: [], approvals: [] },
  'use-as-is': { posts: [], reports: ['qms'], confirmedBy: [], approvals: ['quality', 'design-authority'] },
  sort: { posts: ['mes'], reports: ['qms'], confirmedBy: ['sorted'], approvals: [] },
  // The QMS is asked to inspect again: part of the procedure, not a report.
  rework: { posts: ['mes', 'qms'], reports: [], confirmedBy: ['reworked', 'inspected'], approvals: [] },
  repair: {
    posts: ['mes', 'qms'],
    reports: [],
    confirmedBy: ['reworked', 'inspected'],
    approvals: ['quality', 'design-authority'],
  },
  scrap: { posts: ['erp', 'mes', 'wms'], reports: ['qms'], confirmedBy: ['destroyed'], approvals: [] },
  'return-to-supplier': {
    posts: ['erp', 'mes', 'wms'],
    reports: ['qms'],
    confirmedBy: ['issued'],
    approvals: [],
  },
  regrade: { posts: ['erp', 'mes', 'wms'], reports: ['qms'], confirmedBy: [], approvals: [] },
};

/** @param customers the item's policy wants the customer's approval too, where any is wanted */
export function missingApprovals(decision: Decision, kinds: readonly string[], customers = false): string[] {
  const { approvals } = PROCEDURES[decision];
  const wanted = customers && approvals.length > 0 ? [...approvals, 'customer'] : approvals;
  return wanted.filter((kind) => !kinds.includes(kind));
}

/** Verified once every posting was observed and everything that must be confirmed is. */
export const isVerified = (
  decision: Decision,
  postingsObserved: boolean,
  confirmed: readonly string[],
): boolean =>
  postingsObserved &&
  PROCEDURES[decision].confirmedBy.every((confirmation) => confirmed.includes(confirmation));
