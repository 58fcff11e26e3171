import type { Pool } from 'pg';
import { Problem } from '../contracts/problem';
import { isOutdated, isUnavailable, LedgerUnavailable, type Tx } from './pool';

/** Retried: serialization failure, deadlock, a lock waited for too long, and a unique key that another took first (the retry sees it). */
const CONTENDED = new Set(['40001', '40P01', '55P03', '23505']);
const RETRY_FOR_MS = 1_000;
/** On a busy machine one turn may take longer than that; whoever comes alone wins the second. */
const TURNS = 3;

/**
 * Statements are named, and go by key: one plan, made once, is as good as one made anew for every call, and planning costs
 * more than running them. No sequential scans: on a small table one reads, and under SERIALIZABLE conflicts with, every row;
 * and a plan outlives the day on which its table was small.
 */
const PLANNING = 'set local plan_cache_mode = force_generic_plan; set local enable_seqscan = off';

/** A process that stops in the middle does not keep others from holding material for long: milliseconds. */
const NOT_IDLE = 'set local idle_in_transaction_session_timeout = 5000';
/** A turn comes, or is given up. */
const LIMITS = `set local lock_timeout = 3000; ${NOT_IDLE}`;

/**
 * The one way to change what is covered: SERIALIZABLE, retried for a second, and twice at least. Inserts side by side in an
 * index nearly always conflict, so all try at once, and who lost tries again alone: however many come, each is done on its
 * second turn. The lock is taken before the snapshot.
 * @throws Problem `contended` when others kept winning; LedgerUnavailable
 */
export const coverage = <T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<T> =>
  transact(
    pool,
    (attempt) =>
      `begin isolation level serializable; ${PLANNING}; ${LIMITS}; lock table coverage_turn in access ${attempt === 1 ? 'share' : 'exclusive'} mode`,
    work,
  );

/** For what changes no coverage: observations, claims, reads of more than one statement. Rows are locked in id order. */
export const brief = <T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<T> =>
  transact(pool, () => `begin; ${PLANNING}; ${NOT_IDLE}`, work);

/** For reads of more than one statement that are to be of one instant; nothing can be written in it. */
export const reading = <T>(pool: Pool, work: (tx: Tx) => Promise<T>): Promise<T> =>
  transact(pool, () => `begin isolation level repeatable read read only; ${PLANNING}`, work);

async function transact<T>(
  pool: Pool,
  begin: (attempt: number) => string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const until = Date.now() + RETRY_FOR_MS;
  for (let attempt = 1; ; attempt++) {
    const done = await once(pool, begin(attempt), work);
    if (done.ok) return done.value;
    if (isOutdated(done.error)) continue;
    if (!isContended(done.error)) throw done.error;
    if (Date.now() > until && attempt >= TURNS)
      throw new Problem(
        'contended',
        'Others changed the same material for a whole second; nothing was written.',
      );
    await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(2 ** attempt, 50)));
  }
}

type Outcome<T> = { ok: true; value: T } | { ok: false; error: unknown };

async function once<T>(pool: Pool, begin: string, work: (tx: Tx) => Promise<T>): Promise<Outcome<T>> {
  const client = await pool.connect().catch((error: unknown) => {
    throw isUnavailable(error)
      ? new LedgerUnavailable('The ledger cannot be reached.', { cause: error })
      : error;
  });
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const value = await work(client);
    await client.query('commit');
    return { ok: true, value };
  } catch (error) {
    if (isUnavailable(error)) {
      broken = new LedgerUnavailable('The ledger was lost in the middle of a transaction.', { cause: error });
      return { ok: false, error: broken };
    }
    if (isOutdated(error)) broken = error as Error;
    else await client.query('rollback').catch((lost: Error) => (broken = lost));
    return { ok: false, error };
  } finally {
    client.release(broken);
  }
}

const isContended = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && CONTENDED.has(String(error.code));
