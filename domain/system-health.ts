import type { SystemState } from '../contracts/system-health';

/** What was seen longer ago says nothing of now. */
export const HEARD_WITHIN_MS = 3_600_000;

/**
 * How a system does: its last word counts, and none that is old.
 * @param answeredAt,failedAt milliseconds since 1970; null: never
 * @param now milliseconds since 1970
 */
export function systemState(answeredAt: number | null, failedAt: number | null, now: number): SystemState {
  const last = Math.max(answeredAt ?? -Infinity, failedAt ?? -Infinity);
  if (now - last > HEARD_WITHIN_MS) return 'unknown';
  return failedAt !== null && failedAt > (answeredAt ?? -Infinity) ? 'failing' : 'answering';
}
