import type { Changes } from '../ledger';
import { Bell } from './bell';
import { type Answer, ok } from './route';

const LONGEST_SECONDS = 60;
/** A change is announced; this only bounds what a lost announcement costs. */
const LOOK_AGAIN_MS = 500;

/** Seconds of `Prefer: wait=<s>` (RFC 7240), 60 at most; null where it is not asked for. */
export function preferredWait(prefer: string | string[] | undefined): number | null {
  const seconds = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:$|[,;])/i.exec(String(prefer ?? ''))?.[1];
  return seconds === undefined ? null : Math.min(Number(seconds), LONGEST_SECONDS);
}

/** The answer to a read that may have waited, saying so where it did. */
export const afterWait = (body: unknown, seconds: number | null): Answer =>
  seconds === null ? ok(body) : { ...ok(body), headers: { 'Preference-Applied': `wait=${seconds}` } };

export interface Patience {
  readonly seconds: number;
  /** What ends the wait early: the caller has hung up, the process is asked to stop. */
  readonly giveUp: readonly AbortSignal[];
}

/**
 * Resolves when `isOver` says so, the time is up, or one of the signals is aborted.
 * @param topic under which the ledger announces what `isOver` looks at: a transaction, a preflight
 */
export async function waitUntil(
  isOver: () => Promise<boolean>,
  changes: Pick<Changes, 'subscribe'>,
  topic: string,
  { seconds, giveUp }: Patience,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  const bell = new Bell();
  const unsubscribe = changes.subscribe(topic, bell.ring);
  for (const signal of giveUp) signal.addEventListener('abort', bell.ring);
  try {
    for (;;) {
      bell.silence();
      const over = await isOver();
      const left = deadline - performance.now();
      if (over || left <= 0 || giveUp.some((signal) => signal.aborted)) return;
      await bell.rung(Math.min(left, LOOK_AGAIN_MS));
    }
  } finally {
    unsubscribe();
    for (const signal of giveUp) signal.removeEventListener('abort', bell.ring);
  }
}
