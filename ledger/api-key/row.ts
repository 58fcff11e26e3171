import type { Pool } from 'pg';
import { z } from 'zod';
import type { ApiKey } from '../../contracts/api-key';
import { ROLES } from '../../contracts/role';
import { pageOf, type Page } from '../page';

const Row = z.object({
  id: z.string(),
  line: z.string(),
  transaction: z.string(),
  name: z.string(),
  holder: z.string().nullable(),
  role: z.enum(ROLES),
  plants: z.array(z.string()).nullable(),
  scopes: z.array(z.string()).nullable(),
  prefix: z.string(),
  created_at: z.date(),
  created_by_id: z.string(),
  created_by_name: z.string(),
  expires_at: z.date().nullable(),
  revoked_at: z.date().nullable(),
  rotated_to: z.string().nullable(),
  last_used_at: z.date().nullable(),
});
type Row = z.infer<typeof Row>;

const COLUMNS =
  'id, line, transaction, name, holder, role, plants, scopes, prefix, created_at, created_by_id, created_by_name, expires_at, revoked_at, rotated_to, last_used_at';

/** A key as it is at an instant. */
export async function viewApiKey(tx: Pick<Pool, 'query'>, id: string, now: Date): Promise<ApiKey | null> {
  const found = await tx.query({
    name: 'api-key-view',
    text: `select ${COLUMNS} from api_key where id = $1`,
    values: [id],
  });
  return found.rows[0] ? shown(Row.parse(found.rows[0]), now) : null;
}

/** The key that a secret is of, whatever became of it. @param sha256 of the secret, hex */
export async function findApiKey(tx: Pick<Pool, 'query'>, sha256: string, now: Date): Promise<ApiKey | null> {
  const found = await tx.query({
    name: 'api-key-find',
    text: `select ${COLUMNS} from api_key where sha256 = $1`,
    values: [sha256],
  });
  return found.rows[0] ? shown(Row.parse(found.rows[0]), now) : null;
}

/** Keys, oldest first, those that are over included. */
export async function listApiKeys(
  pool: Pool,
  { cursor = null, limit }: { cursor?: string | null | undefined; limit: number },
  now: Date,
): Promise<Page<ApiKey>> {
  const found = await pool.query({
    name: 'api-key-list',
    text: `select ${COLUMNS} from api_key
           where $1::text is null or (created_at, id) > (select created_at, id from api_key where id = $1)
           order by created_at, id limit $2`,
    values: [cursor, limit + 1],
  });
  return pageOf(found.rows, limit, (row) => shown(Row.parse(row), now));
}

function shown(row: Row, now: Date): ApiKey {
  return {
    id: row.id,
    line: row.line,
    transaction: row.transaction,
    name: row.name,
    holder: row.holder,
    role: row.role,
    plants: row.plants,
    scopes: row.scopes,
    prefix: row.prefix,
    state: stateOf(row, now),
    createdAt: row.created_at.toISOString(),
    createdBy: { id: row.created_by_id, name: row.created_by_name },
    expiresAt: row.expires_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
    rotatedTo: row.rotated_to,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  };
}

function stateOf(row: Row, now: Date): ApiKey['state'] {
  if (row.revoked_at) return 'revoked';
  if (row.expires_at && row.expires_at <= now) return 'expired';
  return row.rotated_to === null ? 'active' : 'rotated';
}
