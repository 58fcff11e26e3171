import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { Containment, HoldState } from '../contracts/hold';

/** Something changed in the ledger: look. Repeats and reordering cannot matter. */
export const look = defineSignal('look');

export interface CurrentState {
  readonly hold: string;
  readonly state: HoldState;
  readonly containment: Containment;
  /** Batches at a system now, as `<system>: <number of targets>`. */
  readonly inFlight: readonly string[];
  readonly openExceptions: number;
}
export const currentState = defineQuery<CurrentState | null>('current-state');
