import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Pool } from 'pg';
import { createPool, migrate } from '../../ledger';
import { isMigrated, migrationsFolder } from '../../ledger/migrate-schema';
import { brief } from '../../ledger/transaction';
import { freshDatabase } from '../support/database';

const run = promisify(execFile);
const PROGRAM = join(__dirname, '../../dist/ledger/migrate.js');

describe('Migrations', () => {
  let url: string;
  let pool: Pool;
  let folder: string;
  beforeEach(async () => {
    url = await freshDatabase();
    pool = createPool(url, 2, 'test');
    await pool.query('drop schema public cascade');
    await pool.query('create schema public');
    folder = mkdtempSync(join(tmpdir(), 'interlock-migrations-'));
    cpSync(migrationsFolder(), folder, { recursive: true });
  });
  afterEach(async () => {
    await pool.end();
    rmSync(folder, { recursive: true });
  });

  it('twenty processes that start at once: one migrates, the others find it done', async () => {
    const env = {
      ...process.env,
      INTERLOCK_DATABASE_URL: url,
      INTERLOCK_TOPOLOGY: '-',
      INTERLOCK_CREDENTIALS: '-',
    };
    const said = await Promise.all(
      Array.from({ length: 20 }, () => run(process.execPath, [PROGRAM], { env })),
    );
    expect(said.filter(({ stdout }) => stdout.includes('applied'))).toHaveLength(1);
    expect(said.filter(({ stdout }) => stdout.includes('up to date'))).toHaveLength(19);
    expect(await isMigrated(pool)).toBe(true);
  });

  it('a file that was changed after it was applied is refused by its name', async () => {
    await migrate(pool, folder);
    writeFileSync(join(folder, '0001_ledger.sql'), '-- something else');
    await expect(migrate(pool, folder)).rejects.toThrow(/0001_ledger\.sql was changed after it was applied/);
  });

  it('a database that is newer than the program is left as it is, and the program is ready', async () => {
    writeFileSync(join(folder, '9999_later.sql'), 'select 1');
    await migrate(pool, folder);
    expect(await migrate(pool)).toEqual([]);
    expect(await isMigrated(pool)).toBe(true);
  });

  it('a file that is gone though it was applied is missed by its name', async () => {
    writeFileSync(join(folder, '0000_before.sql'), 'select 1');
    await migrate(pool, folder);
    await expect(migrate(pool)).rejects.toThrow(/0000_before\.sql was applied to this database/);
  });

  it('a column that is added under a running program keeps none of its connections from working', async () => {
    await migrate(pool, folder);
    const all = { name: 'all-holds', text: 'select * from hold' };
    const read = () => brief(pool, (tx) => tx.query(all));
    const bothConnections = () => Promise.all([read(), read()]);
    await bothConnections();
    await pool.query('alter table hold add column remark text');
    const [found] = await bothConnections();
    expect(found?.fields.map(({ name }) => name)).toContain('remark');
  });

  it('a file that fails leaves nothing of itself, and the next start goes on from there', async () => {
    writeFileSync(join(folder, '9999_broken.sql'), 'create table half (id int); select 1 / 0');
    await expect(migrate(pool, folder)).rejects.toThrow(/division by zero/);
    const { rows } = await pool.query("select to_regclass('half') as half, to_regclass('hold') as hold");
    expect(rows[0]).toEqual({ half: null, hold: 'hold' });
    rmSync(join(folder, '9999_broken.sql'));
    expect(await migrate(pool, folder)).toEqual([]);
  });
});
