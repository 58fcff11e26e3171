import { setTimeout as pause } from 'node:timers/promises';
import type { Away, LedgerReader } from './ledger';
import { persist } from './patience';

/** Seconds after the last of what came home in which something more is to, once nothing is broken any more. */
const NEXT_WITHIN = 180;
/** Seconds in which everything is to. */
const ALL_WITHIN = 900;
const LOOK_MS = 1_000;

/**
 * Everybody has done what they meant to do, and the ledger is at rest. A slow machine is waited for, as long as more and more
 * comes home; when nothing does, the run is aborted.
 * @returns what is not home then
 */
export async function comeHome(
  played: Promise<unknown>,
  ledger: LedgerReader,
  run: AbortController,
): Promise<Away[]> {
  const { signal } = run;
  const over = new AbortController();
  const watched = giveUp(ledger, run, AbortSignal.any([over.signal, signal]));
  let away: Away[] = [{ what: 'not everything was asked for', subject: 'chaos' }];
  try {
    await played;
    await persist(async () => ((away = await ledger.away()).length === 0 ? true : null), signal);
    return [];
  } catch (error) {
    if (!signal.aborted) throw error;
    return away;
  } finally {
    over.abort();
    await watched;
  }
}

/** Aborts the run when it is stuck, or takes too long. Ends with the signal. */
async function giveUp(ledger: LedgerReader, run: AbortController, signal: AbortSignal): Promise<void> {
  const began = Date.now();
  let most = 0;
  let grew = began;
  try {
    for (;;) {
      const done = await ledger.done();
      if (done > most) [most, grew] = [done, Date.now()];
      const isStuck = Date.now() - grew > NEXT_WITHIN * 1000;
      if (isStuck || Date.now() - began > ALL_WITHIN * 1000) run.abort(new Error('not home in time'));
      await pause(LOOK_MS, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
