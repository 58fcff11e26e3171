import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds between two looks, at least. */
const EVERY_MS = 250;
/** Looking is a load, too: on a slow machine it pauses for so many times as long as it took. */
const PAUSES = 4;

/** Looks again and again until the signal is aborted. @throws what looking throws before that */
export async function watch(look: () => Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    for (;;) {
      const began = Date.now();
      await look();
      await pause(Math.max(EVERY_MS, PAUSES * (Date.now() - began)), undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
