import type { Result } from './result';
import type { Batch } from './step';

/** What passes between the reconciliation of a plant and the ledger: plain JSON. */

/** A system that is read for a plant. */
export interface ReadableSystem {
  readonly system: string;
  /** Milliseconds that one call may take. */
  readonly timeoutMs: number;
}

/** What was read of one system, and where to go on. */
export interface Readings {
  readonly plant: string;
  readonly system: string;
  /** Name of the last target that was read; empty: none yet. Targets are read in the order of their names. */
  readonly after: string;
  readonly results: readonly Result[];
}

export interface NextReading {
  /** Targets that the readings contradict. */
  readonly drifted: readonly string[];
  /** What is to be read next, in mode `read`; null: everything was. */
  readonly batch: Batch | null;
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
