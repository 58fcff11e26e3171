import type { Pool, PoolClient } from 'pg';

/** The roles as which Interlock's processes use the ledger; its owner migrates it, and does nothing else. */
export const DATABASE_ROLES = ['interlock_api', 'interlock_worker'] as const;
export type DatabaseRole = (typeof DATABASE_ROLES)[number];

type Verb = 'insert' | 'update' | 'delete';
const USUAL: readonly Verb[] = ['insert', 'update', 'delete'];

/** Tables of which a role may do less than read, add, change and delete rows: what it may beside reading. */
export const LESS: Readonly<Record<DatabaseRole, Readonly<Record<string, readonly Verb[]>>>> = {
  interlock_api: {
    migration: [],
    audit: ['insert'],
    // Sagas' steps, sealing and what is no longer kept of the event log are the worker's.
    unsealed: ['insert'],
    seal: [],
    saga_step: [],
    visit: [],
    event: ['insert', 'update'],
    event_mark: [],
    histogram: [],
    saga_drift: [],
  },
  interlock_worker: {
    migration: [],
    audit: ['insert'],
    seal: ['insert'],
    visit: ['insert'],
    // Who may call, and what callers have done, is the API's.
    api_key: [],
    signer: [],
    quota: [],
    deprecated_call: [],
    recall_drill: [],
  },
};

const LOCK = 7_221_041_777;
/** PostgreSQL's code for a role that is there already: roles are the whole server's, and databases may be made at once. */
const DUPLICATE_OBJECT = '42710';

/**
 * Gives the roles exactly what they may do in this database, all at once: no process ever has less than it needs.
 * @param pool of the owner
 * @param passwords of roles that are made, or given that password, first; a role that is not here and not there is left out
 * @returns the roles that may use the ledger now
 */
export async function grantRoles(
  pool: Pool,
  passwords: Readonly<Partial<Record<DatabaseRole, string>>>,
): Promise<DatabaseRole[]> {
  const client = await pool.connect();
  try {
    for (const role of DATABASE_ROLES) await makeRole(client, role, passwords[role]);
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    const there = await rolesThere(client);
    for (const role of there) await grant(client, role);
    await client.query('commit');
    return there;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function makeRole(client: PoolClient, role: DatabaseRole, password: string | undefined): Promise<void> {
  if (password === undefined) return;
  const login = `login password ${client.escapeLiteral(password)}`;
  if ((await rolesThere(client)).includes(role)) await client.query(`alter role ${role} ${login}`);
  else
    await client.query(`create role ${role} ${login}`).catch((error: unknown) => {
      if ((error as { code?: string }).code !== DUPLICATE_OBJECT) throw error;
    });
}

async function rolesThere(client: PoolClient): Promise<DatabaseRole[]> {
  const { rows } = await client.query<{ rolname: DatabaseRole }>(
    'select rolname from pg_roles where rolname = any($1) order by rolname',
    [DATABASE_ROLES],
  );
  return rows.map(({ rolname }) => rolname);
}

async function grant(client: PoolClient, role: DatabaseRole): Promise<void> {
  await client.query(`grant usage on schema public to ${role}`);
  await client.query(`revoke all on all tables in schema public from ${role}`);
  await client.query(`grant select, ${USUAL.join(', ')} on all tables in schema public to ${role}`);
  await client.query(`grant usage, select, update on all sequences in schema public to ${role}`);
  for (const [table, verbs] of Object.entries(LESS[role])) {
    const taken = USUAL.filter((verb) => !verbs.includes(verb));
    await client.query(`revoke ${taken.join(', ')} on ${table} from ${role}`);
  }
}
