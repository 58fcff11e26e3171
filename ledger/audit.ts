import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Pool } from 'pg';
import { SEAL_TYPE } from '../contracts/audit-export';
import type { Caller } from '../config/caller';
import { currentTraceId } from '../config/trace';
import type { AccessPattern } from '../contracts/policy';
import type { Tx } from './pool';

/** On what authority: the policy that allowed it, and what kind of caller it was. */
export interface Authority {
  readonly rule: string;
  readonly access: AccessPattern;
  /** As what, and by which credential, the caller came in: the row says it of who acted. */
  readonly by?: Pick<Caller, 'kind' | 'credential'>;
}

/** Who did something: a person or key of the API, a system, or Interlock itself. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  /** Of a caller of the API: its rows say it, too. */
  readonly authority?: Authority;
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

/** Appends to the transaction's chain: the RFC 8785 text is what is hashed, and is stored as it was hashed. It names the trace in which it was done. */
export async function audit(tx: Tx, entry: AuditEntry): Promise<void> {
  const head = await tx.query<{ number: number; hash: string }>({
    name: 'audit-head',
    text: 'select number, hash from audit where transaction = $1 order by number desc limit 1',
    values: [entry.transaction],
  });
  const number = (head.rows[0]?.number ?? 0) + 1;
  const previous = head.rows[0]?.hash ?? GENESIS;
  const { by, ...rule } = entry.who.authority ?? {};
  const who = whoOf(entry.who, by);
  const trace = currentTraceId();
  const text = canonical({
    ...entry,
    ...rule,
    who,
    number,
    at: entry.at.toISOString(),
    ...(trace !== null && { trace }),
  });
  await tx.query({
    name: 'audit-append',
    text: `with appended as (
             insert into audit (transaction, number, at, text, previous, hash) values ($1, $2, $3, $4, $5, $6)
           )
           insert into unsealed (transaction, number, hash) values ($1, $2, $6)`,
    values: [entry.transaction, number, entry.at, text, previous, hashOf(previous, text)],
  });
}

/** What a row says of who acted, and no more than that of a caller. */
const whoOf = ({ id, name }: Actor, by: Authority['by']) => ({
  id,
  name,
  ...by,
});

/** Puts a statement in writing: a JWS of that JOSE type. */
export type Notary = (type: string, statement: object) => Promise<string>;

const SEAL_LOCK = 7_221_041_775;

/**
 * Seals the heads of all chains that grew since the last seal into one chain, so that a tail that was cut off is found.
 * @param notary signs the seal, so that whoever has the database alone cannot make another; null: it is not signed
 * @returns the new head, or null when nothing grew or another process is sealing
 */
export async function seal(
  tx: Tx,
  notary: Notary | null,
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
  const jws = notary && (await notary(SEAL_TYPE, { number, hash }));
  await tx.query('insert into seal (number, at, text, previous, hash, jws) values ($1, $2, $3, $4, $5, $6)', [
    number,
    now,
    text,
    previous,
    hash,
    jws,
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

/**
 * Computes every chain again and holds it against the seals, and the seals against what was published of them: finds a row
 * or a seal changed, missing, or cut off the end. What must be there is read first, so that what grows meanwhile is no
 * breach.
 */
export async function verifyAudit(pool: Pool): Promise<Verification> {
  const published = await pool.query<Sealed>(
    `select (data->>'number')::bigint as number, data->>'hash' as hash from event where type = 'interlock.audit.sealed.v1'`,
  );
  const seals = await pool.query<SealRow>('select number, text, previous, hash from seal order by number');
  const rows = await pool.query<AuditRow>(
    'select transaction, number, at, text, previous, hash from audit order by transaction, number',
  );
  const { chains, broken } = verifyRows(rows.rows);
  broken.push(...verifySeals(seals.rows, published.rows, chains));
  return {
    intact: broken.length === 0,
    rows: rows.rows.length,
    head: seals.rows.at(-1)?.hash ?? null,
    broken,
  };
}

type Broken = Verification['broken'][number];
interface Link {
  readonly number: number;
  readonly text: string;
  readonly previous: string;
  readonly hash: string;
}
type SealRow = Link;
type AuditRow = Link & { readonly transaction: string; readonly at: Date };
type Sealed = Pick<Link, 'number' | 'hash'>;

/** @returns the hashes of each transaction's chain, in order, and what is wrong */
function verifyRows(rows: readonly AuditRow[]): { chains: Map<string, string[]>; broken: Broken[] } {
  const broken: Broken[] = [];
  const chains = new Map<string, string[]>();
  let expected = 1;
  for (const { transaction, number, at, text, previous, hash } of rows) {
    const chain = chains.get(transaction) ?? [];
    if (chain.length === 0) expected = 1;
    if (number !== expected) broken.push({ transaction, number: expected, why: 'the row is missing' });
    else if (previous !== (chain.at(-1) ?? GENESIS))
      broken.push({ transaction, number, why: 'it does not follow the row before it' });
    const told = JSON.parse(text) as { transaction: string; number: number; at: string };
    const same = told.transaction === transaction && told.number === number && told.at === at.toISOString();
    if (!same || hashOf(previous, text) !== hash)
      broken.push({ transaction, number, why: 'the row was changed' });
    expected = number + 1;
    chain.push(hash);
    chains.set(transaction, chain);
  }
  return { chains, broken };
}

function verifySeals(
  seals: readonly SealRow[],
  published: readonly Sealed[],
  chains: ReadonlyMap<string, readonly string[]>,
): Broken[] {
  const broken: Broken[] = [];
  let before = GENESIS;
  for (const [index, { number, text, previous, hash }] of seals.entries()) {
    const name = { transaction: 'seal', number: index + 1 };
    if (number !== index + 1 || previous !== before)
      broken.push({ ...name, why: 'it does not follow the seal before it' });
    if (hashOf(previous, text) !== hash) broken.push({ ...name, why: 'the seal was changed' });
    before = hash;
    for (const head of sealedHeads(text)) {
      if (chains.get(head.transaction)?.[head.number - 1] !== head.hash)
        broken.push({
          transaction: head.transaction,
          number: head.number,
          why: `seal ${number} saw another row, or one that was cut off`,
        });
    }
  }
  for (const { number, hash } of published) {
    if (seals[number - 1]?.hash !== hash)
      broken.push({ transaction: 'seal', number, why: 'another seal was published, or it was cut off' });
  }
  return broken;
}

const sealedHeads = (text: string) =>
  (JSON.parse(text) as { heads: { transaction: string; number: number; hash: string }[] }).heads;

export type AuditOrder = 'oldest' | 'newest';

export interface AuditFilter {
  readonly transaction?: string | undefined;
  /** May have `*` for any text. */
  readonly action?: string | undefined;
  /** Only what callers and other systems did, without what Interlock did by itself. */
  readonly by?: 'others' | undefined;
  /** `newest` first, or the oldest. */
  readonly order?: AuditOrder | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** `*` for any text, as SQL's `like` has it. */
const likePattern = (glob: string): string => glob.replaceAll(/[\\%_]/g, '\\$&').replaceAll('*', '%');

/** Audit rows, oldest first where nothing else is asked for. The cursor is the row before: `<transaction>/<number>`. */
export async function listAudit(
  pool: Pool,
  filter: AuditFilter,
): Promise<{ items: Record<string, unknown>[]; next: string | null }> {
  const slash = filter.cursor?.lastIndexOf('/') ?? -1;
  const [after, direction] = filter.order === 'newest' ? ['<', 'desc'] : ['>', 'asc'];
  const found = await pool.query<{
    transaction: string;
    number: number;
    text: string;
    hash: string;
    previous: string;
  }>(
    `select transaction, number, text, hash, previous from audit
     where ($1::text is null or transaction = $1)
       and ($2::text is null or (at, transaction, number) ${after} (select at, transaction, number from audit where transaction = $2 and number = $3))
       and ($5::text is null or text::jsonb ->> 'action' like $5)
       and ($6::text is null or text::jsonb -> 'who' ->> 'id' <> $6)
     order by at ${direction}, transaction ${direction}, number ${direction} limit $4`,
    [
      filter.transaction ?? null,
      filter.cursor === undefined ? null : filter.cursor.slice(0, slash),
      filter.cursor === undefined ? null : Number(filter.cursor.slice(slash + 1)) || 0,
      filter.limit + 1,
      filter.action === undefined ? null : likePattern(filter.action),
      filter.by === 'others' ? INTERLOCK.id : null,
    ],
  );
  const page = found.rows.slice(0, filter.limit);
  const last = page.at(-1);
  return {
    items: page.map(({ text, hash, previous }) => ({ ...(JSON.parse(text) as object), previous, hash })),
    next: found.rows.length > filter.limit && last ? `${last.transaction}/${last.number}` : null,
  };
}
