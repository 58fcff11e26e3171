import { Problem } from '../../contracts/problem';
import { LedgerUnavailable } from '../../ledger';

/**
 * Does it again for as long as others keep winning, or have every connection: a slow machine loses whole seconds. Nothing was
 * written then.
 */
export async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await work();
    } catch (error) {
      if (!wasTurnedAway(error)) throw error;
    }
}

const wasTurnedAway = (error: unknown): boolean =>
  error instanceof Problem
    ? error.code === 'contended'
    : error instanceof LedgerUnavailable && error.message === 'The ledger cannot be reached.';
