import { setTimeout as pause } from 'node:timers/promises';

/**
 * Tries until there is something: `attempt` gives null, or throws, while whoever it asks is down.
 * @param every milliseconds between two attempts
 * @throws what the signal was aborted with
 */
export async function persist<T>(
  attempt: () => Promise<T | null>,
  signal: AbortSignal,
  every = 200,
): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    const got = await attempt().catch(() => null);
    if (got !== null) return got;
    await pause(every, undefined, { signal });
  }
}

/** Waits until so many milliseconds after `start`, an instant of `Date.now()`. */
export async function waitUntil(start: number, milliseconds: number, signal: AbortSignal): Promise<void> {
  const left = start + milliseconds - Date.now();
  if (left > 0) await pause(left, undefined, { signal });
}
