import type { Pool } from 'pg';
import type { ExportLine, ExportScope } from '../contracts/audit-export';
import { reading as snapshot } from './transaction';

/** Rows that are read at once, about. */
const CHUNK = 2_000;
/** Seals that are read at once: each names the heads of all chains that grew. */
const SEALS = 200;

type Line = Exclude<ExportLine, { kind: 'header' | 'end' }>;

/**
 * The chains of an export, whole, with the signatures that were given in them, and the seals that saw them. A chain and its
 * signatures are of one instant; what grows meanwhile is newer than every seal in it.
 */
export async function* exportAudit(pool: Pool, scope: ExportScope): AsyncGenerator<Line> {
  const newest = await newestSeal(pool);
  const chains = await chainsOf(pool, scope);
  const transactions = new Set(chains.map(({ transaction }) => transaction));
  for (const chunk of chunksOf(chains)) yield* await chunkLines(pool, chunk);
  const since = chains.reduce<Date | null>(
    (first, { began }) => (first && first < began ? first : began),
    null,
  );
  yield* sealLines(pool, scope, transactions, since, newest);
}

interface Chain {
  readonly transaction: string;
  readonly rows: number;
  readonly began: Date;
}

async function chainsOf(pool: Pool, { transaction, from, to }: ExportScope): Promise<Chain[]> {
  const found = await pool.query<Chain>({
    name: 'audit-chains',
    text: `select transaction, count(*) as rows, min(at) as began from audit
           where case when $1::text is not null then transaction = $1
                 else transaction in (select transaction from audit where at >= $2 and at < $3) end
           group by transaction order by min(at), transaction`,
    values: [transaction, from, to],
  });
  return found.rows;
}

function* chunksOf(chains: readonly Chain[]): Generator<string[]> {
  let chunk: string[] = [];
  let size = 0;
  for (const { transaction, rows } of chains) {
    chunk.push(transaction);
    size += rows;
    if (size < CHUNK) continue;
    yield chunk;
    chunk = [];
    size = 0;
  }
  if (chunk.length > 0) yield chunk;
}

const chunkLines = (pool: Pool, transactions: readonly string[]): Promise<Line[]> =>
  snapshot(pool, async (tx) => {
    const rows = await tx.query<Omit<Extract<Line, { kind: 'row' }>, 'kind'>>({
      name: 'audit-export-rows',
      text: `select transaction, number, previous, hash, text from audit where transaction = any($1) order by transaction, number`,
      values: [transactions],
    });
    const signatures = await tx.query<Omit<Extract<Line, { kind: 'signature' }>, 'kind'>>({
      name: 'audit-export-signatures',
      text: `select id, record, used_for as "usedFor", jws from signature where transaction = any($1) order by signed_at, id`,
      values: [transactions],
    });
    return [
      ...rows.rows.map((row) => ({ kind: 'row' as const, ...row })),
      ...signatures.rows.map((row) => ({ kind: 'signature' as const, ...row })),
    ];
  });

type SealRow = Omit<Extract<Line, { kind: 'seal' }>, 'kind'> & { readonly at: Date };

async function newestSeal(pool: Pool): Promise<number> {
  const found = await pool.query<{ number: number }>({
    name: 'audit-newest-seal',
    text: 'select number from seal order by number desc limit 1',
  });
  return found.rows[0]?.number ?? 0;
}

/** Those that name one of the transactions, all of the span, and the newest: how far the audit was sealed. */
async function* sealLines(
  pool: Pool,
  { to }: ExportScope,
  transactions: ReadonlySet<string>,
  since: Date | null,
  newest: number,
): AsyncGenerator<Line> {
  for (let after = 0; after < newest;) {
    const page = await pool.query<SealRow>({
      name: 'audit-export-seals',
      text: `select number, at, previous, hash, text, jws from seal where number > $1 and number <= $2 and (at >= $3 or number = $2) order by number limit $4`,
      values: [after, newest, since, SEALS],
    });
    for (const { at, ...seal } of page.rows)
      if (seal.number === newest || (to !== null && at.toISOString() < to) || names(seal.text, transactions))
        yield { kind: 'seal', ...seal };
    after = page.rows.at(-1)?.number ?? newest;
  }
}

function names(text: string, transactions: ReadonlySet<string>): boolean {
  const { heads } = JSON.parse(text) as { heads: { transaction: string }[] };
  return heads.some(({ transaction }) => transactions.has(transaction));
}
