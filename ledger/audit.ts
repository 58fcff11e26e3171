import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Pool } from 'pg';
import type { Tx } from './pool';

/** Who did something: a person or key of the API, a system, or Interlock itself. */
export interface Actor {
  readonly id: string;
  readonly name: string;
}
export const INTERLOCK: Actor = { id: 'interlock', name: 'Interlock' };

export interface AuditEntry {
  readonly transaction: string;
  readonly at: Date;
  readonly who: Actor;
  /** What was done, `<object>.<past tense>`. */
  readonly action: string;
  readonly subject: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly why: string | null;
}

/** Before the first row of a chain. */
const GENESIS = '0'.repeat(64);

export const hashOf = (previous: string, text: string): string =>
  createHash('sha256').update(previous).update('\n').update(text).digest('hex');

const canonical = (value: unknown): string => {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('an audit entry must be JSON');
  return text;
};

/** Appends to the transaction's chain: the RFC 8785 text is what is hashed, and is stored as it was hashed. */
export async function audit(tx: Tx, entry: AuditEntry): Promise<void> {
  const head = await tx.query<{ number: number; hash: string }>({
    name: 'audit-head',
    text: 'select number, hash from audit where transaction = $1 order by number desc limit 1',
    values: [entry.transaction],
  });
  const number = (head.rows[0]?.number ?? 0) + 1;
  const previous = head.rows[0]?.hash ?? GENESIS;
  const text = canonical({ ...entry, number, at: entry.at.toISOString() });
  await tx.query({
    name: 'audit-append',
    text: `with appended as (
             insert into audit (transaction, number, at, text, previous, hash) values ($1, $2, $3, $4, $5, $6)
           )
           insert into unsealed (transaction, number, hash) values ($1, $2, $6)`,
    values: [entry.transaction, number, entry.at, text, previous, hashOf(previous, text)],
  });
}

const SEAL_LOCK = 7_221_041_775;

/**
 * Seals the heads of all chains that grew since the last seal into one chain, so that a tail that was cut off is found.
 * @returns the new head, or null when nothing grew or another process is sealing
 */
export async function seal(
  tx: Tx,
  now: Date,
): Promise<{ number: number; hash: string; chains: number } | null> {
  const locked = await tx.query<{ ok: boolean }>('select pg_try_advisory_xact_lock($1) as ok', [SEAL_LOCK]);
  if (!locked.rows[0]?.ok) return null;
  const last = (
    await tx.query<{ number: number; hash: string }>(
      'select number, hash from seal order by number desc limit 1',
    )
  ).rows[0];
  const heads = await tx.query<{ transaction: string; number: number; hash: string }>(
    `with taken as (delete from unsealed returning transaction, number, hash)
     select distinct on (transaction) transaction, number, hash from taken order by transaction, number desc`,
  );
  if (heads.rows.length === 0) return null;
  const number = (last?.number ?? 0) + 1;
  const previous = last?.hash ?? GENESIS;
  const text = canonical({ number, at: now.toISOString(), heads: heads.rows });
  const hash = hashOf(previous, text);
  await tx.query('insert into seal (number, at, text, previous, hash) values ($1, $2, $3, $4, $5)', [
    number,
    now,
    text,
    previous,
    hash,
  ]);
  return { number, hash, chains: heads.rows.length };
}

export interface Verification {
  readonly intact: boolean;
  readonly rows: number;
  /** Hash of the newest seal. */
  readonly head: string | null;
  readonly broken: readonly { readonly transaction: string; readonly number: number; readonly why: string }[];
}

/** Computes every chain again and holds it against the seals: finds a row changed, missing, or cut off the end. */
export async function verifyAudit(pool: Pool): Promise<Verification> {
  const broken: { transaction: string; number: number; why: string }[] = [];
  const chains = new Map<string, { number: number; hash: string; hashes: string[] }>();
  const rows = await pool.query<{
    transaction: string;
    number: number;
    text: string;
    previous: string;
    hash: string;
  }>('select transaction, number, text, previous, hash from audit order by transaction, number');
  for (const row of rows.rows) {
    const chain = chains.get(row.transaction) ?? { number: 0, hash: GENESIS, hashes: [] };
    if (row.number !== chain.number + 1)
      broken.push({ transaction: row.transaction, number: chain.number + 1, why: 'the row is missing' });
    else if (row.previous !== chain.hash)
      broken.push({
        transaction: row.transaction,
        number: row.number,
        why: 'it does not follow the row before it',
      });
    if (hashOf(row.previous, row.text) !== row.hash)
      broken.push({ transaction: row.transaction, number: row.number, why: 'the row was changed' });
    chains.set(row.transaction, { number: row.number, hash: row.hash, hashes: [...chain.hashes, row.hash] });
  }
  let previous = GENESIS;
  const seals = await pool.query<{ number: number; text: string; previous: string; hash: string }>(
    'select number, text, previous, hash from seal order by number',
  );
  for (const [index, row] of seals.rows.entries()) {
    const name = { transaction: 'seal', number: index + 1 };
    if (row.number !== index + 1 || row.previous !== previous)
      broken.push({ ...name, why: 'it does not follow the seal before it' });
    if (hashOf(row.previous, row.text) !== row.hash) broken.push({ ...name, why: 'the seal was changed' });
    previous = row.hash;
    for (const head of sealedHeads(row.text)) {
      if (chains.get(head.transaction)?.hashes[head.number - 1] !== head.hash)
        broken.push({
          transaction: head.transaction,
          number: head.number,
          why: `seal ${row.number} saw another row, or one that was cut off`,
        });
    }
  }
  return {
    intact: broken.length === 0,
    rows: rows.rows.length,
    head: seals.rows.at(-1)?.hash ?? null,
    broken,
  };
}

const sealedHeads = (text: string) =>
  (JSON.parse(text) as { heads: { transaction: string; number: number; hash: string }[] }).heads;

export interface AuditFilter {
  readonly transaction?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Audit rows, oldest first. The cursor is the row before: `<transaction>/<number>`. */
export async function listAudit(
  pool: Pool,
  filter: AuditFilter,
): Promise<{ items: Record<string, unknown>[]; next: string | null }> {
  const slash = filter.cursor?.lastIndexOf('/') ?? -1;
  const found = await pool.query<{
    transaction: string;
    number: number;
    text: string;
    hash: string;
    previous: string;
  }>(
    `select transaction, number, text, hash, previous from audit
     where ($1::text is null or transaction = $1)
       and ($2::text is null or (at, transaction, number) > (select at, transaction, number from audit where transaction = $2 and number = $3))
     order by at, transaction, number limit $4`,
    [
      filter.transaction ?? null,
      filter.cursor === undefined ? null : filter.cursor.slice(0, slash),
      filter.cursor === undefined ? null : Number(filter.cursor.slice(slash + 1)) || 0,
      filter.limit + 1,
    ],
  );
  const page = found.rows.slice(0, filter.limit);
  const last = page.at(-1);
  return {
    items: page.map(({ text, hash, previous }) => ({ ...(JSON.parse(text) as object), previous, hash })),
    next: found.rows.length > filter.limit && last ? `${last.transaction}/${last.number}` : null,
  };
}
