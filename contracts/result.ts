import type { NativeStatus } from './material';
import type { Desired } from './target';

/** What an activity brings home for one target. */
export type Result = {
  readonly target: string;
  readonly generation: number;
  readonly token: number;
  /** What was asked, or read for. Not given by workers of the release before. */
  readonly desired?: Desired;
} & (
  | {
      readonly outcome: 'observed';
      readonly reading: Reading;
      /** When the ask was sent and when it was answered; null where the system was only read. */
      readonly askedAt: number | null;
      readonly acknowledgedAt: number | null;
      readonly at: number;
    }
  /** The system understood and refused, or the set-up is wrong: a person is needed, though it is tried again. */
  | {
      readonly outcome: 'rejected' | 'misconfigured';
      readonly code: string;
      readonly text: string;
      /** What was asked, for the person who looks into it; free of secrets. */
      readonly request?: unknown;
      readonly at: number;
    }
  /** A free that did not come through before its deadline: it may or may not have happened, unless it is known to be unsent. */
  | { readonly outcome: 'lapsed'; readonly unsent?: true; readonly text: string; readonly at: number }
);

/** What was read from a system. */
export interface Reading {
  /** `different`: there is something, and not what was asked; the evidence says where. */
  readonly state: Desired['state'] | 'unknown' | 'different';
  /** Held (or posted) quantity; null where the system knows a flag only. */
  readonly quantity: string | null;
  readonly onHand: string | null;
  /** The lot's status before Interlock touched it, where the system says so. */
  readonly prior: NativeStatus | null;
  readonly cannotEnforce: string | null;
  /** How many pieces of each hold's part the system tells from the rest of the lot; not given where it tells none. */
  readonly identified?: readonly { readonly hold: string; readonly quantity: string }[];
  readonly evidence: string;
}

/** How a claimed target is approached. */
export type Mode =
  /** Asked until it comes through: everything that contains, posts or reports. */
  | 'bring'
  /** Asked until its deadline, never later: what lets go of anything (H2). */
  | 'free'
  /** Read only: after a lapsed free, and for the second observation. */
  | 'read';
