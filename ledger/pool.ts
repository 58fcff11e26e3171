import { isNativeError } from 'node:util/types';
import { Pool, types, type ClientBase } from 'pg';
import { text } from '../domain/decimal';

/** The database cannot be reached or is going down: nothing is known of what was asked. */
export class LedgerUnavailable extends Error {
  override readonly name = 'LedgerUnavailable';
}

export type { Pool } from 'pg';

/** One SQL transaction, as the ledger's functions see it. */
export type Tx = Pick<ClientBase, 'query'>;

const NUMERIC = 1700;
const BIGINT = 20;
/** Numerics as plain decimal text, without trailing zeros; 64-bit integers as numbers (ours stay far below 2^53). */
const parsers = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === NUMERIC) return (value: string) => text(value);
    if (oid === BIGINT) return Number;
    return types.getTypeParser(oid, format);
  }) as typeof types.getTypeParser,
};

/** @param size connections at most */
export function createPool(url: string, size: number, name: string): Pool {
  const pool = new Pool({
    connectionString: url,
    max: size,
    application_name: `interlock ${name}`,
    connectionTimeoutMillis: 3_000,
    // A new connection costs a gate answer more than the answer: they are kept through quiet minutes.
    idleTimeoutMillis: 600_000,
    keepAlive: true,
    types: parsers,
    // A dead peer or a lock that nobody lets go must not hang a gate answer.
    query_timeout: 20_000,
  });
  // One that breaks is replaced by the pool, and the query that meets it is told. Without a listener on both, for who is idle
  // and for who is in a transaction, it would end the process (https://node-postgres.com/apis/pool, "error").
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** 25P03: it stood still in a transaction for longer than one may (ledger/transaction). */
const UNAVAILABLE = /^(08|57P|53|25P03)/;
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENOTFOUND',
]);

/**
 * A connection's plan is of a table that a migration has given another column since: nothing was done, and a connection of
 * today does it.
 */
export const isOutdated = (error: unknown): boolean =>
  error instanceof Error && 'routine' in error && error.routine === 'RevalidateCachedQuery';

/** A read of the ledger. @throws LedgerUnavailable where it cannot be reached */
export async function reading<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isUnavailable(error)
      ? new LedgerUnavailable('The ledger cannot be reached.', { cause: error })
      : error;
  }
}

/** Tells a lost database from every other error. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof LedgerUnavailable) return true;
  if (!isNativeError(error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (UNAVAILABLE.test(code) || UNREACHABLE.has(code)) return true;
  return /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Query read timeout/.test(
    error.message,
  );
}
