import type { Pool } from 'pg';
import { z } from 'zod';
import type { LegalHold, LegalHoldRequest } from '../../contracts/legal-hold';
import { Problem } from '../../contracts/problem';
import { audit, type Actor } from '../audit';
import { newId } from '../ids';
import type { Tx } from '../pool';
import { pageOf, type Page } from '../page';

const Row = z.object({
  id: z.string(),
  transaction: z.string().nullable(),
  subject: z.string().nullable(),
  reason: z.string(),
  placed_by_id: z.string(),
  placed_by_name: z.string(),
  placed_at: z.date(),
  released_by_id: z.string().nullable(),
  released_by_name: z.string().nullable(),
  released_at: z.date().nullable(),
  release_reason: z.string().nullable(),
});

const shown = (found: unknown): LegalHold => {
  const row = Row.parse(found);
  const isReleased = row.released_at !== null && row.released_by_id !== null;
  return {
    id: row.id,
    transaction: row.transaction,
    subject: row.subject,
    reason: row.reason,
    placedBy: { id: row.placed_by_id, name: row.placed_by_name },
    placedAt: row.placed_at.toISOString(),
    released: isReleased
      ? {
          by: { id: row.released_by_id!, name: row.released_by_name ?? '' },
          at: row.released_at!.toISOString(),
          reason: row.release_reason ?? '',
        }
      : null,
  };
};

/** From its commit on, retention purges nothing of it: a purge that is under way is waited for. */
export async function placeLegalHold(
  tx: Tx,
  request: LegalHoldRequest,
  who: Actor,
  now: Date,
): Promise<LegalHold> {
  const id = newId('LH');
  const chain = newId('TX');
  const { transaction = null, subject = null, reason } = request;
  await tx.query({
    name: 'legal-hold-place',
    text: 'insert into legal_hold (id, audit_transaction, transaction, subject, reason, placed_by_id, placed_by_name, placed_at) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    values: [id, chain, transaction, subject, reason, who.id, who.name, now],
  });
  await audit(tx, {
    transaction: chain,
    at: now,
    who,
    action: 'legal-hold.placed',
    subject: id,
    from: null,
    to: { transaction, subject },
    why: reason,
  });
  return (await viewLegalHold(tx, id))!;
}

/** @throws Problem `not-found`, `legal-hold-released` */
export async function releaseLegalHold(
  tx: Tx,
  id: string,
  reason: string,
  who: Actor,
  now: Date,
): Promise<LegalHold> {
  const found = await tx.query<{ audit_transaction: string }>({
    name: 'legal-hold-release',
    text: 'update legal_hold set released_by_id = $2, released_by_name = $3, released_at = $4, release_reason = $5 where id = $1 and released_at is null returning audit_transaction',
    values: [id, who.id, who.name, now, reason],
  });
  const hold = await viewLegalHold(tx, id);
  if (!hold) throw new Problem('not-found', `There is no legal hold ${id}.`);
  if (!found.rows[0]) throw new Problem('legal-hold-released', `${id} was released before.`);
  await audit(tx, {
    transaction: found.rows[0].audit_transaction,
    at: now,
    who,
    action: 'legal-hold.released',
    subject: id,
    from: { transaction: hold.transaction, subject: hold.subject },
    to: null,
    why: reason,
  });
  return hold;
}

export async function viewLegalHold(tx: Pick<Tx, 'query'>, id: string): Promise<LegalHold | null> {
  const found = await tx.query({
    name: 'legal-hold-view',
    text: 'select * from legal_hold where id = $1',
    values: [id],
  });
  return found.rows[0] ? shown(found.rows[0]) : null;
}

export interface LegalHoldFilter {
  readonly state?: 'open' | 'released' | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Legal holds, oldest first. */
export async function listLegalHolds(
  pool: Pool,
  { state, cursor, limit }: LegalHoldFilter,
): Promise<Page<LegalHold>> {
  const found = await pool.query({
    name: 'legal-hold-list',
    text: `select * from legal_hold
           where ($1::text is null or (released_at is null) = ($1 = 'open'))
             and ($2::text is null or (placed_at, id) > (select placed_at, id from legal_hold where id = $2))
           order by placed_at, id limit $3`,
    values: [state ?? null, cursor ?? null, limit + 1],
  });
  return pageOf(found.rows, limit, shown);
}
