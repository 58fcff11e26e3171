/** What became of an attempt to deliver: the consumer's answer, or why there was none. */
export interface Attempted {
  readonly status: number | null;
  readonly error: string | null;
  /** Milliseconds that the consumer asks to be left alone for (`Retry-After`). */
  readonly retryAfterMs: number | null;
}

export interface Patience {
  /** Attempts in all. */
  readonly attempts: number;
  readonly backoffSeconds: number;
  readonly longestBackoffSeconds: number;
}

export type Verdict =
  | { readonly kind: 'delivered' }
  /** 410: the consumer wants nothing any more. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'dead' }
  | { readonly kind: 'again'; readonly inMs: number };

/** A consumer may not put us off for longer. */
const LONGEST_RETRY_AFTER_MS = 86_400_000;

/**
 * What follows an attempt. Any 2xx is taken; a redirection is no delivery, since addresses are checked and theirs are not.
 * @param attempt which one it was, from 1
 * @param random in [0, 1): spreads the attempts of what failed together over half the time
 */
export function verdictOn(
  attempted: Attempted,
  attempt: number,
  patience: Patience,
  random: number,
): Verdict {
  const { status, retryAfterMs } = attempted;
  if (status !== null && status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 410) return { kind: 'gone' };
  if (attempt >= patience.attempts) return { kind: 'dead' };
  const backoffMs =
    1_000 * Math.min(patience.backoffSeconds * 2 ** (attempt - 1), patience.longestBackoffSeconds);
  const jittered = backoffMs * (0.5 + random / 2);
  return { kind: 'again', inMs: Math.max(jittered, Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS)) };
}
