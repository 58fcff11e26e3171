import type { Pool, Tx } from '../pool';
import { brief } from '../transaction';

export const SEQUENCER_LOCK = 7_221_041_776;

/** The highest number that the log, a subject or a transaction ever had, purged events included. */
const lastOf = (kind: 'log' | 'subject' | 'transaction', column: string, where = '', name = "''") =>
  `greatest(coalesce((select max(${column}) from event ${where}), 0), coalesce((select last from event_mark where kind = '${kind}' and name = ${name}), 0))`;

/**
 * Gives every committed event its place in the one order, and among those of its subject and of its transaction: each
 * without a hole. One sequencer at a time, so that an event with a place is there once those before it are; commit order does
 * not matter.
 */
export async function sequenceEvents(pool: Pool): Promise<void> {
  const found = await pool.query<{ waiting: boolean }>({
    name: 'event-unnumbered',
    text: 'select exists (select from event where subject_sequence is null) as waiting',
  });
  if (found.rows[0]?.waiting) await brief(pool, number);
}

async function number(tx: Tx): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [SEQUENCER_LOCK]);
  // A release that numbers by the Postgres sequence alone goes on where this one is.
  await tx.query({
    name: 'event-number',
    text: `with head as (select ${lastOf('log', 'sequence')} as last),
             placed as (
               select id, subject, transaction, position,
                 coalesce(sequence, head.last + row_number() over (partition by sequence is null order by position)) as place
               from event, head where subject_sequence is null
             ),
             bases as (
               select 'subject' as kind, name, ${lastOf('subject', 'subject_sequence', 'where subject = name', 'names.name')} as last
               from (select distinct subject as name from placed) names
               union all
               select 'transaction', name, ${lastOf('transaction', 'transaction_sequence', 'where transaction = name', 'names.name')}
               from (select distinct transaction as name from placed) names
             ),
             numbered as (
               select placed.id, place,
                 of_subject.last + row_number() over (partition by subject order by place) as subject_sequence,
                 of_transaction.last + row_number() over (partition by transaction order by place) as transaction_sequence
               from placed
               join bases of_subject on of_subject.kind = 'subject' and of_subject.name = subject
               join bases of_transaction on of_transaction.kind = 'transaction' and of_transaction.name = transaction
             ),
             updated as (
               update event set sequence = place, subject_sequence = numbered.subject_sequence, transaction_sequence = numbered.transaction_sequence
               from numbered where event.id = numbered.id returning place
             )
           select setval('event_sequence', max(place)) from updated having count(*) > 0`,
  });
}
