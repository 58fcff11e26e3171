import type { OrderState, PlannedOrder, ShopFloor } from './production-order';
import type { Shown, SystemQuestion } from './release';
import type { Result } from './result';
import type { Batch } from './step';

/** What passes between the saga of a production order and the ledger: plain JSON. Instants are milliseconds since 1970. */

/** The ERP is asked for an order, or the MES what it says of one. */
export interface OrderQuestion extends SystemQuestion {
  readonly about: 'planned' | 'floor';
  readonly plant: string;
  readonly order: string;
  /** Null while the ERP was not read. */
  readonly item: string | null;
  readonly revision: string | null;
  /** The answer says what is so at this instant or later. */
  readonly askedAt: number;
}

/** `null`: the system knows no such order. `offered` false: the product gives no such answer. */
export type OrderAnswer = { readonly askedAt: number; readonly system: string; readonly offered: boolean } & (
  | { readonly about: 'planned'; readonly planned: PlannedOrder | null }
  | { readonly about: 'floor'; readonly floor: ShopFloor | null }
);

/** What the saga brings to the ledger. */
export interface OrderNews {
  readonly dispatch: string;
  /** Names this step of this run: repeated with the same name, it claims the same again. */
  readonly step: string;
  readonly results: readonly Result[];
  readonly answers: readonly OrderAnswer[];
  /** Systems that this saga is asking now. */
  readonly asking: readonly string[];
  /** Something was signalled since the last step: what was asked before may be out of date. */
  readonly looked: boolean;
}

/** What the ledger tells the saga to do next. */
export interface OrderStep extends Shown {
  readonly plant: string;
  /** The order's number in the ERP. */
  readonly number: string;
  readonly state: OrderState;
  readonly batches: readonly Batch[];
  readonly questions: readonly OrderQuestion[];
  /** Targets that are to be taken back while what was asked before may be on its way: it is recalled. */
  readonly overtaken: readonly string[];
  readonly wakeAt: number | null;
  readonly waitsFor: string | null;
  readonly done: boolean;
}
