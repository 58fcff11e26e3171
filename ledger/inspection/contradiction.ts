import type { InspectionFinding } from '../../contracts/inspection';
import { newId } from '../ids';
import { tellClosed, tellOpened } from '../exceptions';
import type { Tx } from '../pool';
import { runOf, type InspectionRow } from './row';

/** The step that such an exception stands for: no target is parked by it. */
const STEP = 'judge inspection';

/** Opens the exception of an inspection that nobody can judge as it is; one that is open says the newest. */
export async function openContradiction(
  tx: Tx,
  row: InspectionRow,
  findings: readonly InspectionFinding[],
  now: Date,
): Promise<void> {
  const code = findings[0]?.code ?? 'contradiction';
  const text = findings
    .map((finding) => finding.text)
    .join(' ')
    .slice(0, 2_000);
  const subject = { kind: 'inspection' as const, id: row.id };
  const open = await tx.query({
    name: 'contradiction-again',
    text: `update exception set attempts = attempts + 1, reason_code = $3, reason_text = $4, payload = $5 where transaction = $1 and step = $2 and state = 'open'`,
    values: [row.transaction, STEP, code, text, { subject, findings }],
  });
  if ((open.rowCount ?? 0) > 0) return;
  const id = newId('EX');
  await tx.query({
    name: 'contradiction-open',
    text: `insert into exception (id, transaction, plant, product_family, system, step, reason_code, reason_text, payload, opened_at, attempts, state)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, 'open')`,
    values: [
      id,
      row.transaction,
      row.plant,
      row.product_family,
      row.system,
      STEP,
      code,
      text,
      { subject, findings },
      now,
    ],
  });
  const data = { exception: id, system: row.system, subject, reason: { code, text } };
  await tellOpened(tx, runOf(row), id, data, now);
}

/** It can be judged now. */
export async function closeContradiction(tx: Tx, row: InspectionRow, now: Date): Promise<void> {
  const closed = await tx.query<{ id: string; transaction: string; plant: string; system: string }>({
    name: 'contradiction-close',
    text: `update exception set state = 'closed', closed_at = $3, resolution = 'healed'
           where transaction = $1 and step = $2 and state = 'open' returning id, transaction, plant, system`,
    values: [row.transaction, STEP, now],
  });
  await tellClosed(tx, closed.rows, now);
}
