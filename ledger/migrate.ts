import { environmentOf } from '../config/environment';
import { readSettings, required } from '../config/settings';
import { grantRoles } from './grants';
import { migrate } from './migrate-schema';
import { createPool } from './pool';
import { claimEnvironment } from './topology/environment';
import { waitForDatabase } from './wait';

/** `node dist/ledger/migrate.js`: waits for the database, brings the ledger's schema to this program's version, gives the other processes' roles what they may, and ends. */
async function main(): Promise<void> {
  const settings = readSettings();
  const pool = createPool(required(settings, 'INTERLOCK_DATABASE_URL'), 1, 'migrate');
  try {
    await waitForDatabase(pool, console.log);
    const applied = await migrate(pool);
    const granted = await grantRoles(pool, {
      interlock_api: settings.INTERLOCK_DATABASE_API_PASSWORD,
      interlock_worker: settings.INTERLOCK_DATABASE_WORKER_PASSWORD,
    });
    await claimEnvironment(pool, environmentOf(process.env), new Date());
    console.log(applied.length === 0 ? 'ledger: up to date' : `ledger: applied ${applied.join(', ')}`);
    if (granted.length > 0) console.log(`ledger: used by ${granted.join(', ')}`);
  } finally {
    await pool.end();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
