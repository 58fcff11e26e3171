import type { Pool } from 'pg';
import type { ApiKey, ApiKeyRequest } from '../../contracts/api-key';
import { Problem } from '../../contracts/problem';
import { audit, type Actor } from '../audit';
import { publish } from '../events';
import { newId } from '../ids';
import { reading, type Tx } from '../pool';
import { findApiKey, listApiKeys, viewApiKey } from './row';
import { hashOfSecret, newSecret } from './secret';

/** A key that was just made, and the secret that nobody can show again. */
export interface MadeApiKey {
  readonly apiKey: ApiKey;
  readonly secret: string;
}

/** When a key was used is written at most so often. */
const USE_NOTED_MS = 60_000;

/** What a line of keys hands on. */
type Holding = Pick<ApiKey, 'name' | 'role' | 'plants' | 'scopes' | 'holder' | 'expiresAt'>;

/** The part of the ledger that knows API keys. Functions that take a `tx` are called inside `Ledger.idempotent`. */
export class ApiKeys {
  /** Keys whose use is being written. */
  private readonly noting = new Set<string>();

  constructor(private readonly pool: Pool) {}

  async create(tx: Tx, request: ApiKeyRequest, caller: Actor, now: Date): Promise<MadeApiKey> {
    const { holder = null, expiresAt = null, ...rest } = request;
    const id = newId('AK');
    const made = await insert(
      tx,
      { id, line: id, transaction: newId('TX') },
      { ...rest, holder, expiresAt },
      caller,
      now,
    );
    await tell(tx, made.apiKey, 'created', null, null, caller, now);
    return made;
  }

  /**
   * Gives a key a successor that is the same caller; the key itself is good for the overlap, and no longer than it was.
   * @throws Problem `not-found`, `api-key-over` where it has one already, or is good no more
   */
  async rotate(tx: Tx, id: string, overlapSeconds: number, caller: Actor, now: Date): Promise<MadeApiKey> {
    const before = await this.existing(tx, id, now);
    if (before.state !== 'active')
      throw new Problem(
        'api-key-over',
        before.rotatedTo === null
          ? `${id} is ${before.state}: create another.`
          : `${id} was rotated to ${before.rotatedTo}: rotate that one.`,
      );
    const { line, transaction } = before;
    const made = await insert(tx, { id: newId('AK'), line, transaction }, before, caller, now);
    await tx.query({
      name: 'api-key-rotate',
      text: 'update api_key set rotated_to = $2, expires_at = least(expires_at, $3) where id = $1',
      values: [id, made.apiKey.id, new Date(now.getTime() + overlapSeconds * 1000)],
    });
    await tell(tx, made.apiKey, 'rotated', id, null, caller, now);
    return made;
  }

  /** Ends a key and all others of its line, at once and for good. @throws Problem `not-found`, `api-key-over` */
  async revoke(tx: Tx, id: string, reason: string, caller: Actor, now: Date): Promise<ApiKey> {
    const before = await this.existing(tx, id, now);
    if (before.state === 'revoked')
      throw new Problem('api-key-over', `${id} was revoked at ${before.revokedAt}.`);
    await tx.query({
      name: 'api-key-revoke',
      text: 'update api_key set revoked_at = $2 where line = $1 and revoked_at is null',
      values: [before.line, now],
    });
    const after = await this.existing(tx, id, now);
    await tell(tx, after, 'revoked', before.state, reason, caller, now);
    return after;
  }

  get(id: string, now: Date): Promise<ApiKey | null> {
    return reading(() => viewApiKey(this.pool, id, now));
  }
  list(page: { cursor?: string | undefined; limit: number }, now: Date) {
    return reading(() => listApiKeys(this.pool, page, now));
  }

  /** The key that a secret is of, read anew each time: what is revoked is refused by every process at once. */
  find(secret: string, now: Date): Promise<ApiKey | null> {
    return reading(() => findApiKey(this.pool, hashOfSecret(secret), now));
  }

  /** Notes that a key was used. Nobody waits for it, and what cannot be noted is not. */
  noteUse({ id, lastUsedAt }: Pick<ApiKey, 'id' | 'lastUsedAt'>, now: Date): void {
    const due = lastUsedAt === null || now.getTime() - Date.parse(lastUsedAt) >= USE_NOTED_MS;
    if (!due || this.noting.has(id)) return;
    this.noting.add(id);
    void this.pool
      .query({
        name: 'api-key-used',
        text: 'update api_key set last_used_at = greatest(last_used_at, $2) where id = $1',
        values: [id, now],
      })
      .catch(() => undefined)
      .finally(() => this.noting.delete(id));
  }

  private async existing(tx: Tx, id: string, now: Date): Promise<ApiKey> {
    const found = await viewApiKey(tx, id, now);
    if (!found) throw new Problem('not-found', `There is no API key ${id}.`);
    return found;
  }
}

async function insert(
  tx: Tx,
  { id, line, transaction }: Pick<ApiKey, 'id' | 'line' | 'transaction'>,
  { name, role, plants, scopes, holder, expiresAt }: Holding,
  caller: Actor,
  now: Date,
): Promise<MadeApiKey> {
  const { text, sha256, prefix } = newSecret();
  await tx.query({
    name: 'api-key-insert',
    text: `insert into api_key (id, line, transaction, name, holder, role, plants, scopes, sha256, prefix, created_at, created_by_id, created_by_name, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    values: [
      id,
      line,
      transaction,
      name,
      holder,
      role,
      plants,
      scopes,
      sha256,
      prefix,
      now,
      caller.id,
      caller.name,
      expiresAt,
    ],
  });
  const apiKey = await viewApiKey(tx, id, now);
  if (!apiKey) throw new Error(`API key ${id} vanished`);
  return { apiKey, secret: text };
}

/** Audit row and event of one step in the life of a key. */
async function tell(
  tx: Tx,
  apiKey: ApiKey,
  step: 'created' | 'rotated' | 'revoked',
  from: string | null,
  why: string | null,
  caller: Actor,
  now: Date,
): Promise<void> {
  const { id, line, transaction, name, holder, role, plants, scopes, prefix, expiresAt } = apiKey;
  const data = { apiKey: id, line, name, holder, role, plants, scopes, prefix, expiresAt };
  await audit(tx, {
    transaction,
    at: now,
    who: caller,
    action: `api-key.${step}`,
    subject: id,
    from,
    to: data,
    why,
  });
  await publish(tx, {
    type: `interlock.api-key.${step}.v1`,
    subject: line,
    transaction,
    plant: null,
    at: now,
    data,
  });
}
