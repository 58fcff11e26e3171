import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Pool } from 'pg';

const LOCK = 7_221_041_774;

/** The migrations lie beside the sources; the compiled ledger finds them from the package's root. */
export function migrationsFolder(from = __dirname): string {
  const here = join(from, 'ledger', 'migrations');
  if (existsSync(join(from, 'package.json')) && existsSync(here)) return here;
  const parent = dirname(from);
  if (parent === from) throw new Error('ledger/migrations was not found above the running program.');
  return migrationsFolder(parent);
}

/**
 * Brings the schema to the newest version, forward only. Safe when many processes start at once: one migrates, the others
 * wait and find it done. Each file is recorded with its checksum in its own transaction. A database that a newer program
 * has migrated is left as it is: migrations only add, so that the release before goes on, and can be gone back to.
 * @throws Error when a file that was applied has been changed since, or one is missing
 */
export async function migrate(pool: Pool, folder = migrationsFolder()): Promise<string[]> {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const client = await pool.connect();
  const applied: string[] = [];
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(
      'create table if not exists migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    );
    const known = new Map<string, string>(
      (
        await client.query<{ name: string; checksum: string }>('select name, checksum from migration')
      ).rows.map((row) => [row.name, row.checksum]),
    );
    const newest = files.at(-1) ?? '';
    for (const name of known.keys()) {
      if (name <= newest && !files.includes(name))
        throw new Error(`${folder}: migration ${name} was applied to this database, and its file is gone.`);
    }
    for (const name of files) {
      const sql = readFileSync(join(folder, name), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      const before = known.get(name);
      if (before === checksum) continue;
      if (before !== undefined)
        throw new Error(
          `${join(folder, name)} was changed after it was applied; write a new migration instead.`,
        );
      await client.query('begin');
      try {
        await client.query(sql);
        await client.query('insert into migration (name, checksum) values ($1, $2)', [name, checksum]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw error;
      }
      applied.push(name);
    }
  } finally {
    await client.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => undefined);
    client.release();
  }
  return applied;
}

/** Whether the newest migration of this program is in the database. */
export async function isMigrated(pool: Pool): Promise<boolean> {
  const files = readdirSync(migrationsFolder())
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const exists = await pool.query<{ name: string | null }>("select to_regclass('migration')::text as name");
  if (exists.rows[0]?.name === null) return false;
  const found = await pool.query<{ count: number }>(
    'select count(*) as count from migration where name = any($1)',
    [files],
  );
  return found.rows[0]?.count === files.length;
}
