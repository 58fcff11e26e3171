import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 250;

/** Looks again and again until the signal is aborted. @throws what looking throws before that */
export async function watch(look: () => Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await look();
      await pause(EVERY_MS, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
