import { setTimeout as pause } from 'node:timers/promises';

const RETRY_MS = 250;

/** How long to wait, in milliseconds; a minute when not given. */
export interface Deadline {
  readonly waitMs?: number;
}

/** Waits until a probe says so. @throws the complaint when it has not in time, and whatever the probe throws */
export async function until(
  probe: () => Promise<boolean>,
  complaint: () => Error,
  { waitMs = 60_000 }: Deadline = {},
): Promise<void> {
  const end = Date.now() + waitMs;
  while (!(await probe())) {
    if (Date.now() > end) throw complaint();
    await pause(RETRY_MS);
  }
}
