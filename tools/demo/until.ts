import { setTimeout as pause } from 'node:timers/promises';

const LOOK_AGAIN_MS = 25;

/**
 * Looks until there is something to see.
 * @param what is waited for, as a sentence ends: "the hold is placed"
 * @throws Error that says what did not happen
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | null>,
  signal: AbortSignal,
  seconds = 30,
): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ; await pause(LOOK_AGAIN_MS, undefined, { signal })) {
    const seen = await look();
    if (seen !== null) return seen;
    if (Date.now() > end) throw new Error(`Waited ${seconds} s in vain until ${what}.`);
  }
}
