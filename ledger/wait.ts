import { setTimeout as pause } from 'node:timers/promises';
import { isMigrated } from './migrate-schema';
import { isUnavailable, type Pool } from './pool';

const LOOK_MS = 250;
/** Between two lines that say what is waited for. */
const SAY_MS = 5_000;

const DATABASE = 'the database does not answer yet; waiting';
const MIGRATIONS = 'the database has not this program’s migrations yet; waiting';

/** Waits until the database answers, and says so meanwhile. @throws whatever it answers, but that it is not there */
export const waitForDatabase = (pool: Pool, say: (text: string) => void): Promise<void> =>
  waitUntilNothing(
    () =>
      lack(async () => {
        await pool.query('select 1');
        return null;
      }),
    say,
  );

/**
 * Waits until the database answers and has been migrated for this program, and says meanwhile what is not so.
 * @param signal ends the waiting
 */
export const waitForLedger = (pool: Pool, say: (text: string) => void, signal?: AbortSignal): Promise<void> =>
  waitUntilNothing(() => lack(async () => ((await isMigrated(pool)) ? null : MIGRATIONS)), say, signal);

async function lack(look: () => Promise<string | null>): Promise<string | null> {
  try {
    return await look();
  } catch (error) {
    if (isUnavailable(error) || isNotCreated(error)) return DATABASE;
    throw error;
  }
}

/** The server is there and the database is not: whoever makes it has not done so yet. */
const isNotCreated = (error: unknown) => error instanceof Error && 'code' in error && error.code === '3D000';

async function waitUntilNothing(
  look: () => Promise<string | null>,
  say: (text: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  let said = { text: '', at: 0 };
  for (;;) {
    if (signal?.aborted) return;
    const text = await look();
    if (text === null) return;
    if (text !== said.text || Date.now() - said.at > SAY_MS) say((said = { text, at: Date.now() }).text);
    await pause(LOOK_MS);
  }
}
