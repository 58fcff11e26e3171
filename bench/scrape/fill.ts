import { Pool } from 'pg';

/** A ledger of that size, in rows. */
export interface Size {
  readonly targets: number;
  /** Of these, not read back at their newest generation. */
  readonly open: number;
}

/** What a plant's years leave behind, beside what is open now; written as rows, since only reading them is measured. */
export async function fill(url: string, { targets, open }: Size): Promise<void> {
  const pool = new Pool({ connectionString: url, max: 1 });
  const run = (text: string, values: unknown[] = []) => pool.query(text, values);
  await run(
    `insert into hold (id, transaction, state, containment, plant, product_family, reason_code, reason_text, scope, severity, placed_by_id, placed_by_name, detected_at, placed_at)
     select 'QH-' || n, 'TX-' || n, case when n % 10 = 0 then 'open' else 'closed' end, (array['gated', 'partial', 'effective'])[1 + n % 3],
       (array['lyon', 'monterrey'])[1 + n % 2], 'wing-bracket', 'dimension', 'as measured', '{}', (array['critical', 'major', 'minor'])[1 + n % 3],
       'quality', 'Quality', now(), now() - n * interval '1 minute' from generate_series(1, $1) n`,
    [targets / 10],
  );
  await run(
    `insert into lot (lot, item, unit, quantity, known, updated_at) select 'PIN-10:L-' || n, 'PIN-10', 'EA', 70, true, now() from generate_series(1, $1) n`,
    [targets / 4],
  );
  await run(
    `insert into target (id, system, subject_kind, subject_id, lot, plant, desired_state, whole, generation, observed_generation, status, contained, asked_at, observed_at, open_since)
     select system || '/lot/PIN-10:L-' || n, system, 'lot', 'PIN-10:L-' || n, 'PIN-10:L-' || n, 'lyon', 'held', true, 1,
       case when n * 4 <= $2 then 0 else 1 end, case when n * 4 <= $2 then 'asked' else 'observed' end, n * 4 > $2, now(), now(), now() - (n % 5000) * interval '1 second'
     from generate_series(1, $1) n, unnest(array['erp', 'wms', 'qms', 'mes-lyon']) system`,
    [targets / 4, open],
  );
  await run(
    `insert into stake (transaction, target, required, generation, accepted_at, observed_at, judged_at)
     select 'TX-' || 1 + n % ($2 / 10), system || '/lot/PIN-10:L-' || n, true, 1, now() - n % 600 * interval '1 second', case when n * 4 > $3 then now() end, now()
     from generate_series(1, $1) n, unnest(array['erp', 'wms', 'mes-lyon']) system`,
    [targets / 4, targets, open],
  );
  await run(
    `insert into exception (id, transaction, plant, product_family, system, step, reason_code, reason_text, payload, opened_at, attempts, state)
     select 'EX-' || n, 'TX-' || n, 'lyon', 'wing-bracket', 'erp', 'hold', 'x', 'x', '{}', now() - n * interval '1 minute', 1, case when n % 20 = 0 then 'open' else 'closed' end
     from generate_series(1, $1) n`,
    [targets / 10],
  );
  await run(
    `insert into order_dispatch (id, transaction, order_system, order_id, plant, state, product_family, ask_since, requested_by_id, requested_by_name, requested_at, released_at, judged_at)
     select 'PD-' || n, 'TY-' || n, 'erp', 'PO-' || n, 'lyon', case when n % 100 = 0 then 'waiting' else 'completed' end, 'wing-bracket', now(), 'x', 'x',
       now() - interval '1 day', case when n % 100 <> 0 then now() end, now() from generate_series(1, $1) n`,
    [targets],
  );
  await run(
    `insert into event (id, type, subject, transaction, plant, at, data)
     select 'EV-' || n, 'interlock.drift.found.v1', 'x', 'TX-' || n, 'lyon', now(), '{"system": "erp"}' from generate_series(1, $1) n`,
    [targets / 100],
  );
  await run('analyze');
  await pool.end();
}
