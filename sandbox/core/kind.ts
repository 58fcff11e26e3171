import { z } from 'zod';
import type { Enterprise } from '../data/seed';
import type { Clock } from './clock';
import type { Effects } from './effects';
import type { Faults } from './faults';
import type { Work } from './hands';
import type { Means } from './lots';
import type { Outbox } from './outbox';
import { Positive } from './quantity';
import type { Refusal } from './refusal';
import type { Route } from './route';
import type { Store } from './store';

export const KINDS = ['erp', 'mes', 'plm', 'qms', 'wms'] as const;
export type KindName = (typeof KINDS)[number];

/** A line of `POST /_sandbox/lots`. */
export const NewLot = z.strictObject({
  lot: z.string().regex(/^[^:]+:.+$/, 'a lot is named <item>:<number>'),
  plant: z.string().min(1),
  quantity: z.strictObject({ value: Positive, unit: z.string().min(1) }),
});
export type NewLot = z.infer<typeof NewLot>;

/** What a kind of system is made with. `name` is the instance; `plant` is set for a MES. */
export interface Parts {
  readonly name: string;
  readonly plant: string | null;
  /** How it keeps material from being used. */
  readonly means: Means;
  readonly store: Store;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly effects: Effects;
  readonly outbox: Outbox;
}

/** One kind of system: its API, what it says of itself on the control address, and what its people have to do. */
export interface Kind {
  readonly routes: readonly Route[];
  readonly work: Work;
  /** Takes its part of the enterprise on the first start. Within a transaction, as `learn` is. */
  seed(enterprise: Enterprise): void;
  /** @param announced false: they were there before anybody listened */
  learn(lots: readonly NewLot[], announced: boolean): void;
  /** What the system does by itself when its clock says so. Within a transaction. */
  tick(): void;
  state(): Record<string, unknown>;
  /** A refused call's body, in this system's own form. */
  error(refusal: Refusal): object;
}
