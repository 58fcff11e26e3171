import type { Pool } from 'pg';
import { z } from 'zod';
import { StoryStep } from '../../contracts/story';
import { inWords, type Told } from '../../domain/story';
import { decimal, utc } from '../view';

/** Order of steps of one instant: what was done, what was told of it, who was asked, who answered, who took the news. */
const RECORDS = `select 'a' as rank, lpad(number::text, 9, '0') as name, at, jsonb_build_object('kind', 'record', 'system', null, 'who', row->'who', 'action', row->'action',
    'subject', row->'subject', 'from', row->'from', 'to', row->'to', 'why', row->'why', 'rule', row->'rule', 'number', number, 'trace', row->'trace') as step
  from (select number, at, text::jsonb as row from audit where transaction = $1) told
  where row->>'action' <> 'targets.settled' or not exists (select from stake join visit on visit.target = stake.target where stake.transaction = $1 and visit.at <= told.at)`;

const EVENTS = `select 'b', lpad(position::text, 19, '0'), at, jsonb_build_object('kind', 'event', 'system', null, 'event', id, 'type', type, 'subject', subject, 'sequence', sequence, 'trace', substring(traceparent from 4 for 32))
  from event where transaction = $1`;

/** When the transaction began, and until when others' visits to what it has a stake in are part of its story: while it is open. */
const SPAN = `select min(at) as begun, coalesce(
    (select coalesce(finished_at, 'infinity') from hold where transaction = $1),
    (select case when bool_and(p.ended_at is not null) then max(p.ended_at) else 'infinity' end
      from change c join change_plant p on p.change = c.id where c.transaction = $1 having count(*) > 0),
    (select coalesce(ended_at, 'infinity') from order_dispatch where transaction = $1),
    (select coalesce(finished_at, 'infinity') from inspection where transaction = $1),
    max(at)) as ended
  from audit where transaction = $1`;

/** A target `t`, and the disposition `d` that it may be about. */
const visit = (by: string, desired: string, quantity: string, generation: string, token: string) =>
  `'kind', 'visit', 'system', t.system, 'by', nullif(${by}, $1), 'target', t.id, 'subject', jsonb_build_object('kind', t.subject_kind, 'id', t.subject_id),
   'desired', jsonb_build_object('state', ${desired}, 'quantity', ${decimal(quantity)}), 'generation', ${generation}, 'token', ${token}, 'key', t.id || '#' || ${generation},
   'decision', d.decision || ' ' || ${decimal('d.quantity')} || ' ' || d.unit || ' of ' || d.lot`;
const DISPOSITION = "left join disposition d on t.subject_kind = 'disposition' and d.id = t.subject_id";

/** What is out: a lease whose visit has not come home. */
const OUT = `select 'c', t.id || '/' || t.token, t.asked_at, jsonb_build_object(${visit('t.lease_owner', 't.desired_state', 't.desired_quantity', 't.generation', 't.token')},
    'askedAt', ${utc('t.asked_at')}, 'answeredAt', null, 'settledAt', null, 'outcome', 'unanswered', 'code', null, 'said', null, 'answer', null)
  from stake k join target t on t.id = k.target ${DISPOSITION} cross join (${SPAN}) span
  where k.transaction = $1 and t.lease_owner is not null and (t.lease_owner = $1 or t.asked_at between span.begun and span.ended)
    and not exists (select from visit v where v.target = t.id and v.token = t.token)`;

const VISITS = `select 'd', t.id || '/' || v.token, coalesce(v.asked_at, v.at), jsonb_build_object(${visit('v.transaction', 'v.desired_state', 'v.desired_quantity', 'v.generation', 'v.token')},
    'askedAt', ${utc('v.asked_at')}, 'answeredAt', ${utc('v.answered_at')}, 'settledAt', ${utc('v.at')}, 'outcome', v.outcome, 'code', v.code,
    'said', case when v.said_state is not null then jsonb_build_object('state', v.said_state, 'quantity', v.said_quantity) end, 'answer', v.answer)
  from stake k join target t on t.id = k.target join visit v on v.target = t.id ${DISPOSITION} cross join (${SPAN}) span
  where k.transaction = $1 and (v.transaction = $1 or v.at between span.begun and span.ended)`;

const DELIVERIES = `select 'e', lpad(d.id::text, 19, '0'), d.settled_at, jsonb_build_object('kind', 'delivery', 'system', null, 'subscription', d.subscription, 'event', d.event,
    'state', d.state, 'attempts', d.attempts, 'status', d.status, 'error', d.error)
  from event e join delivery d on d.event = e.id where e.transaction = $1 and d.state <> 'pending' and d.settled_at is not null`;

const Row = z.object({ rank: z.string(), name: z.string(), at: z.string(), step: z.custom<Told>() });

/** Where a page begins: after this step. */
export interface After {
  readonly at: string;
  readonly step: string;
}

const cursorOf = ({ at, id }: StoryStep): string => `${at}/${id}`;
/** @param cursor `<instant>/<rank><name>` */
const parseCursor = (cursor: string): After => {
  const slash = cursor.indexOf('/');
  return { at: cursor.slice(0, slash), step: cursor.slice(slash + 1) };
};

/** What the ledger knows of a transaction, in time order, a page of it. Each step's id is the same whenever it is told. */
export async function storySteps(
  pool: Pool,
  transaction: string,
  page: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ steps: StoryStep[]; next: string | null }> {
  const after = page.cursor === undefined ? null : parseCursor(page.cursor);
  const found = await pool.query({
    name: 'story-steps',
    text: `select rank, name, ${utc('at')} as at, step from (${[RECORDS, EVENTS, OUT, VISITS, DELIVERIES].join(' union all ')}) told
           where $2::timestamptz is null or (at, (rank || name) collate "C") > ($2, $3) order by told.at, (rank || name) collate "C" limit $4`,
    values: [transaction, after?.at ?? null, after?.step ?? null, page.limit + 1],
  });
  const steps = found.rows.slice(0, page.limit).map((row) => shown(Row.parse(row)));
  const last = steps.at(-1);
  return { steps, next: found.rows.length > page.limit && last ? cursorOf(last) : null };
}

function shown({ rank, name, at, step }: z.infer<typeof Row>): StoryStep {
  const told = { ...step, id: `${rank}${name}`, at };
  return StoryStep.parse({ ...told, text: inWords(told) });
}
