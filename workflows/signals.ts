import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { ChangeState } from '../contracts/engineering-change';
import type { Containment, HoldState } from '../contracts/hold';
import type { InspectionState } from '../contracts/inspection';
import type { OrderState } from '../contracts/production-order';

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
/** Where a saga of an engineering change stands. */
export interface ChangeProgress {
  readonly change: string;
  /** Null: the change as a whole. */
  readonly plant: string | null;
  readonly state: ChangeState;
  readonly waitsFor: string | null;
  /** Calls at a system now. */
  readonly inFlight: readonly string[];
  readonly openExceptions: number;
}
export const changeProgress = defineQuery<ChangeProgress | null>('current-state');

/** Where the saga of an inspection stands. */
export interface InspectionSagaState {
  readonly inspection: string;
  readonly state: InspectionState;
  readonly waitsFor: string | null;
  /** Calls at a system now. */
  readonly inFlight: readonly string[];
  readonly openExceptions: number;
}
export const inspectionProgress = defineQuery<InspectionSagaState | null>('current-state');

export const currentState = defineQuery<CurrentState | null>('current-state');

/** Where the saga of a production order stands. */
export interface OrderSagaState {
  readonly dispatch: string;
  /** Its number in the ERP. */
  readonly order: string;
  readonly state: OrderState;
  readonly waitsFor: string | null;
  /** Calls at a system now. */
  readonly inFlight: readonly string[];
  readonly openExceptions: number;
}
export const orderProgress = defineQuery<OrderSagaState | null>('current-state');
