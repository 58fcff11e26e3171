import { environmentOf } from '../config/environment';
import { readSettings, required } from '../config/settings';
import { migrate } from './migrate-schema';
import { createPool } from './pool';
import { claimEnvironment } from './topology/environment';
import { waitForDatabase } from './wait';

/** `node dist/ledger/migrate.js`: waits for the database, brings the ledger's schema to this program's version, and ends. */
async function main(): Promise<void> {
  const pool = createPool(required(readSettings(), 'INTERLOCK_DATABASE_URL'), 1, 'migrate');
  try {
    await waitForDatabase(pool, console.log);
    const applied = await migrate(pool);
    await claimEnvironment(pool, environmentOf(process.env), new Date());
    console.log(applied.length === 0 ? 'ledger: up to date' : `ledger: applied ${applied.join(', ')}`);
  } finally {
    await pool.end();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
