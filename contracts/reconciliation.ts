import type { Result } from './result';
import type { Batch } from './step';

/** What passes between the reconciliation of a plant and the ledger: plain JSON. */

/** What was read, and where to go on. */
export interface Readings {
  readonly plant: string;
  /**
   * For each system that is still to be read, the name of its last target that was: they are read in the order of their names.
   * Null: nothing was read yet.
   */
  readonly after: Readonly<Record<string, string>> | null;
  readonly results: readonly Result[];
}

export interface NextReading {
  /** Targets that the readings contradict. */
  readonly drifted: readonly string[];
  /** What is to be read next, in mode `read`: at most one batch a system; none: everything was. */
  readonly batches: readonly Batch[];
}

/** What one reconciliation of a plant came to. */
export interface Reconciliation {
  readonly plant: string;
  /** How many targets were read. */
  readonly read: number;
  readonly drifted: readonly string[];
  /** Systems of which something could not be read this time. */
  readonly skipped: readonly { readonly system: string; readonly why: string }[];
}
