import { randomUUID } from 'node:crypto';
import { currentTrace } from '../config/trace';
import type { EventData, EventType } from '../contracts/events';
import type { Tx } from './pool';

export interface Publication<T extends EventType> {
  readonly type: T;
  readonly subject: string;
  readonly transaction: string;
  readonly plant: string | null;
  readonly at: Date;
  readonly data: EventData<T>;
}

/** Records an event in the work's own transaction, with the trace that led to it; it gets its sequence from the sequencer. */
export async function publish<T extends EventType>(tx: Tx, event: Publication<T>): Promise<void> {
  const trace = currentTrace();
  await tx.query({
    name: 'event-publish',
    text: `insert into event (id, type, subject, transaction, plant, at, data, traceparent, tracestate)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      randomUUID(),
      event.type,
      event.subject,
      event.transaction,
      event.plant,
      event.at,
      event.data,
      trace?.traceparent,
      trace?.tracestate,
    ],
  });
}

/** One type of a family, with what it says beside what its publisher knows by itself. */
export type Told<T extends EventType, Known extends PropertyKey> = T extends EventType
  ? { readonly type: T } & Beside<Omit<EventData<T>, Known>>
  : never;
type Beside<Data> = object extends Data ? { readonly data?: Data } : { readonly data: Data };
/** A state change that is on the record only. */
export interface Untold {
  readonly type: null;
  readonly data?: undefined;
}
