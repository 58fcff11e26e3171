import { CONTAINMENTS, type Containment, HOLD_STATES, type HoldState } from '../contracts/hold';
import type { HoldProgress, Ledger } from '../ledger';

export const UNTIL = [...CONTAINMENTS, ...HOLD_STATES] as const;
export type Until = (typeof UNTIL)[number];

const LONGEST_SECONDS = 60;
/** A change is announced; this only bounds what a lost announcement costs. */
const LOOK_AGAIN_MS = 500;

/** Seconds of `Prefer: wait=<s>` (RFC 7240), 60 at most; null where it is not asked for. */
export function preferredWait(prefer: string | string[] | undefined): number | null {
  const seconds = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:$|[,;])/i.exec(String(prefer ?? ''))?.[1];
  return seconds === undefined ? null : Math.min(Number(seconds), LONGEST_SECONDS);
}

/** Whether the hold is where the caller waits for, or past it: what is closed was contained. */
export function hasReached(
  { state, containment }: Pick<HoldProgress, 'state' | 'containment'>,
  until: Until,
): boolean {
  if (HOLD_STATES.includes(until as HoldState))
    return HOLD_STATES.indexOf(state) >= HOLD_STATES.indexOf(until as HoldState);
  return (
    state === 'closed' || CONTAINMENTS.indexOf(containment) >= CONTAINMENTS.indexOf(until as Containment)
  );
}

/** Resolves when the hold has reached `until`, the time is up, or one of the signals is aborted. */
export async function waitFor(
  id: string,
  until: Until,
  seconds: number,
  ledger: Ledger,
  giveUp: readonly AbortSignal[],
): Promise<void> {
  const progress = await ledger.holdProgress(id);
  if (!progress) return;
  const deadline = performance.now() + seconds * 1000;
  const bell = new Bell();
  const unsubscribe = ledger.changes.subscribe(progress.transaction, bell.ring);
  for (const signal of giveUp) signal.addEventListener('abort', bell.ring);
  try {
    for (;;) {
      bell.silence();
      const now = await ledger.holdProgress(id);
      const left = deadline - performance.now();
      if (!now || hasReached(now, until) || left <= 0 || giveUp.some((signal) => signal.aborted)) return;
      await bell.rung(Math.min(left, LOOK_AGAIN_MS));
    }
  } finally {
    unsubscribe();
    for (const signal of giveUp) signal.removeEventListener('abort', bell.ring);
  }
}

/** Remembers that it was rung since it was silenced, so that no change between two looks is missed. */
class Bell {
  #rung = false;
  #wake = () => {};
  readonly ring = (): void => {
    this.#rung = true;
    this.#wake();
  };
  silence(): void {
    this.#rung = false;
  }
  async rung(withinMs: number): Promise<void> {
    if (this.#rung) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
