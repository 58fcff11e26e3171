import type { EventData } from '../contracts/events';
import type { ExceptionSubject } from '../contracts/events/support';
import type { Tx } from './pool';
import { audit, INTERLOCK } from './audit';
import { publish } from './events';
import { newId } from './ids';
import type { StoredTarget } from './targets';

export interface ExceptionOf {
  readonly transaction: string;
  readonly plant: string;
  readonly productFamily: string;
}

/**
 * Opens an exception for each target that has none: a person is told, while what contains goes on being tried (H2). One that
 * is open already counts the attempt, and shows what the system answered last.
 */
export async function openExceptions(
  tx: Tx,
  about: ExceptionOf,
  targets: readonly StoredTarget[],
  code: string | null,
  now: Date,
  requestOf: (target: string) => unknown = () => null,
): Promise<void> {
  for (const target of targets) {
    const id = newId('EX');
    const reason = {
      code: code ?? target.state.note?.split(':')[0] ?? 'parked',
      text: target.state.note ?? 'no answer within its patience',
    };
    const opened = await tx.query<{ id: string }>({
      name: 'exception-open',
      text: `insert into exception (id, transaction, plant, product_family, system, step, target, reason_code, reason_text, payload, opened_at, attempts, state)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'open')
             on conflict (target) where state = 'open'
             do update set attempts = exception.attempts + 1, reason_code = excluded.reason_code, reason_text = excluded.reason_text, payload = excluded.payload
             returning id`,
      values: [
        id,
        about.transaction,
        about.plant,
        about.productFamily,
        target.system,
        `${target.state.desired.state} ${target.subject.kind}`,
        target.id,
        reason.code,
        reason.text,
        {
          subject: target.subject,
          desired: target.state.desired,
          request: requestOf(target.id) ?? null,
          answer: target.state.note,
        },
        now,
        Math.max(target.state.contradictions, 1),
      ],
    });
    if (opened.rows[0]?.id !== id) continue;
    const data = { exception: id, system: target.system, subject: target.subject, reason };
    await tellOpened(tx, about, id, data, now);
  }
}

export async function tellOpened(
  tx: Tx,
  about: ExceptionOf,
  id: string,
  data: EventData<'interlock.exception.opened.v1'>,
  now: Date,
): Promise<void> {
  await audit(tx, {
    transaction: about.transaction,
    at: now,
    who: INTERLOCK,
    action: 'exception.opened',
    subject: id,
    from: null,
    to: data,
    why: data.reason.text,
  });
  await publish(tx, {
    type: 'interlock.exception.opened.v1',
    subject: id,
    transaction: about.transaction,
    plant: about.plant,
    at: now,
    data,
  });
}

/** A system that is only asked has not answered within its patience: a person is told, while it goes on being asked. */
export async function openQuestion(
  tx: Tx,
  about: ExceptionOf,
  system: string,
  subject: ExceptionSubject,
  now: Date,
  step = 'assess items',
): Promise<void> {
  const asked = await tx.query({
    name: 'exception-question',
    text: `select 1 from exception where transaction = $1 and plant = $2 and system = $3 and target is null and reason_code = 'out-of-patience' and state = 'open'`,
    values: [about.transaction, about.plant, system],
  });
  if (asked.rows.length > 0) return;
  const id = newId('EX');
  const reason = { code: 'out-of-patience', text: `${system} has not answered` };
  await tx.query({
    name: 'exception-question-open',
    text: `insert into exception (id, transaction, plant, product_family, system, step, reason_code, reason_text, payload, opened_at, attempts, state)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, 'open')`,
    values: [
      id,
      about.transaction,
      about.plant,
      about.productFamily,
      system,
      step,
      reason.code,
      reason.text,
      { subject: null, ...subject },
      now,
    ],
  });
  await tellOpened(tx, about, id, { exception: id, system, subject, reason }, now);
}

/** It has answered. */
export async function closeQuestion(
  tx: Tx,
  transaction: string,
  plant: string,
  system: string,
  now: Date,
): Promise<void> {
  const closed = await tx.query<ClosedException>({
    name: 'exception-question-close',
    text: `update exception set state = 'closed', closed_at = $4, resolution = 'healed'
           where transaction = $1 and plant = $2 and system = $3 and target is null and reason_code = 'out-of-patience' and state = 'open' returning id, transaction, plant, system`,
    values: [transaction, plant, system, now],
  });
  await tellClosed(tx, closed.rows, now);
}

interface ClosedException {
  readonly id: string;
  readonly transaction: string;
  readonly plant: string;
  readonly system: string;
}

/** The cause healed: what was parked came home. */
export async function closeExceptions(tx: Tx, targets: readonly string[], now: Date): Promise<void> {
  const closed = await tx.query<ClosedException>({
    name: 'exception-close',
    text: `update exception set state = 'closed', closed_at = $2, resolution = 'healed' where target = any($1) and state = 'open' returning id, transaction, plant, system`,
    values: [targets, now],
  });
  await tellClosed(tx, closed.rows, now);
}

export async function tellClosed(tx: Tx, closed: readonly ClosedException[], now: Date): Promise<void> {
  for (const row of closed) {
    const data = { exception: row.id, system: row.system, resolution: 'healed' } as const;
    await audit(tx, {
      transaction: row.transaction,
      at: now,
      who: INTERLOCK,
      action: 'exception.closed',
      subject: row.id,
      from: 'open',
      to: data,
      why: 'the step came through by itself',
    });
    await publish(tx, {
      type: 'interlock.exception.closed.v1',
      subject: row.id,
      transaction: row.transaction,
      plant: row.plant,
      at: now,
      data,
    });
  }
}
