import { Pool } from 'pg';

/** A log of so many events: four of each subject, a transaction each, over three years; one in a thousand of a rare type. */
export async function fillLog(url: string, events: number): Promise<void> {
  // Of its own: the ledger's gives up long before a log is there.
  const pool = new Pool({ connectionString: url, max: 1 });
  try {
    await pool.query(
      `insert into event (id, type, subject, transaction, plant, at, data, sequence, subject_sequence, transaction_sequence)
       select 'EV-' || n,
         case when n % 1000 = 0 then 'interlock.quality-hold.closed.v1' else 'interlock.exception.closed.v1' end,
         'EX-' || (n - 1) / 4, 'TX-' || (n - 1) / 4, case n % 2 when 0 then 'lyon' else 'monterrey' end,
         now() - ($1 - n) * interval '100 seconds',
         jsonb_build_object('exception', 'EX-' || (n - 1) / 4, 'system', 'erp', 'resolution', 'healed'),
         n, (n - 1) % 4 + 1, (n - 1) % 4 + 1
       from generate_series(1, $1::bigint) n`,
      [events],
    );
    await pool.query('analyze event');
  } finally {
    await pool.end();
  }
}
