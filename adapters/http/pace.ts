import { setTimeout as sleep } from 'node:timers/promises';

/** Lets calls begin evenly, no more than a number a second. */
export class Pace {
  private next = 0;

  /** @param perSecond null: as they come */
  constructor(private readonly perSecond: number | null) {}

  /** Waits for the caller's turn. @throws the signal's reason when it is aborted meanwhile; the turn is then lost */
  async turn(signal: AbortSignal): Promise<void> {
    if (this.perSecond === null) return;
    const now = performance.now();
    const begins = Math.max(this.next, now);
    this.next = begins + 1000 / this.perSecond;
    if (begins > now) await sleep(begins - now, undefined, { signal });
  }
}
