import { isDeepStrictEqual } from 'node:util';
import type { Pool } from 'pg';
import { EVENTS, isEventType } from '../../contracts/events';

interface Published {
  readonly type: string;
  readonly subject: string;
  readonly data: unknown;
}

/** What an event says otherwise than its contract; null: nothing. A member that the contract does not name counts, too. */
export function contradiction({ type, subject, data }: Published): string | null {
  if (!isEventType(type)) return `${type} of ${subject}: no such type is in contracts/events`;
  const parsed = EVENTS[type].data.safeParse(data);
  if (!parsed.success) return `${type} of ${subject}: ${parsed.error.message} in ${JSON.stringify(data)}`;
  if (isDeepStrictEqual(parsed.data, data)) return null;
  return `${type} of ${subject}: the contract knows only ${JSON.stringify(parsed.data)} of ${JSON.stringify(data)}`;
}

/** Holds every event of a ledger against its contract. @throws Error that names those that contradict it */
export async function checkPublished(pool: Pool): Promise<void> {
  const { rows } = await pool.query<Published>('select type, subject, data from event');
  const wrong = rows.flatMap((event) => contradiction(event) ?? []);
  if (wrong.length > 0) throw new Error(`Events against their contracts:\n${wrong.slice(0, 20).join('\n')}`);
}
