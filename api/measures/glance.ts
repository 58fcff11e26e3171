import { LedgerUnavailable } from '../../ledger';

/** Less than Prometheus waits for a scrape: a ledger that hangs leaves the other measures their time. */
const WITHIN_MS = 2_000;

/**
 * One look at the ledger for all who ask while it lasts, and no second one before it is over: a ledger that hangs is not asked
 * by scrape after scrape.
 * @returns looks; null: the ledger is out of reach, or was not quick enough
 */
export function glance<T>(read: () => Promise<T>, withinMs = WITHIN_MS): () => Promise<T | null> {
  let looking: Promise<T | null> | null = null;
  const look = () =>
    (looking ??= read()
      .catch((error: unknown) => {
        if (error instanceof LedgerUnavailable) return null;
        throw error;
      })
      .finally(() => (looking = null)));
  return async () => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => (timer = setTimeout(() => resolve(null), withinMs)));
    const seen = look();
    // Whoever has gone meanwhile does not hear that it failed.
    seen.catch(() => undefined);
    return Promise.race([seen, late]).finally(() => clearTimeout(timer));
  };
}
