import type { InboundData, InboundType } from '../../../contracts/inbound';
import type { Quantity } from '../../../contracts/quantity';
import type { TrytonCaller } from '../rpc';
import { codeOfUnit } from '../units';
import { millisecondsOf, trytonInstant, type TrytonInstant } from '../values';

/** A canonical event, but for its envelope. */
export interface SourceEvent<T extends InboundType = InboundType> {
  /** Stable: the same happening has the same id, however often it is read. */
  readonly id: string;
  readonly type: T;
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly data: InboundData<T>;
}

export const event = <T extends InboundType>(made: SourceEvent<T>): SourceEvent => made;

/** What one reading of an instance brought. */
export interface Reading {
  readonly events: readonly SourceEvent[];
  /** When the newest record that was read was last changed, by the server's clock; null: none was read. */
  readonly newest: number | null;
  /** What could not be told, in sentences for whoever mends it. */
  readonly problems: readonly string[];
}

/** A record that cannot be told of until somebody changes it. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** Events of each record; one that cannot be read keeps none of the others. */
export async function readingOf<T extends Changed>(
  records: readonly T[],
  eventsOf: (record: T) => Promise<readonly SourceEvent[]> | readonly SourceEvent[],
): Promise<Reading> {
  const events: SourceEvent[] = [];
  const problems: string[] = [];
  for (const record of records) {
    try {
      events.push(...(await eventsOf(record)));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      problems.push(error.message);
    }
  }
  const newest =
    records.length === 0 ? null : Math.max(...records.map((one) => millisecondsOf(one.last_modified_at)));
  return { events, newest, problems };
}

/**
 * Reads what changed since an instant (null: ever). Feeds overlap on purpose: a change is dated when its transaction
 * begins, and seen when it ends.
 */
export type Feed = (tryton: TrytonCaller, plant: string, since: number | null) => Promise<Reading>;

export interface Changed {
  readonly id: number;
  readonly last_modified_at: TrytonInstant;
}

/** Records changed since, oldest change first. */
export function changedSince<T extends Changed>(
  tryton: TrytonCaller,
  model: string,
  since: number | null,
  domain: readonly unknown[],
  fields: readonly string[],
): Promise<T[]> {
  const recent = since === null ? [] : [['last_modified_at', '>=', trytonInstant(since)]];
  return tryton.find<T>(model, [...recent, ...domain], [...fields, 'last_modified_at'], {}, [
    ['last_modified_at', 'ASC'],
    ['id', 'ASC'],
  ]);
}

export const instantOf = (at: number): string => new Date(at).toISOString();

/** Quantity with its unit. @throws Unreadable that names a unit that has no code */
export function quantityWithUnit(value: string, symbol: string): Quantity {
  const unit = codeOfUnit(symbol);
  if (!unit)
    throw new Unreadable(
      `Tryton's unit "${symbol}" has no code of UN/ECE Recommendation 20 here: add it to adapters/tryton/units.ts.`,
    );
  return { value, unit };
}
