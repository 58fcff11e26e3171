import type { Pool } from 'pg';
import { z } from 'zod';
import { Waiting } from '../../contracts/story';
import { DESIRED_STATES, SUBJECT_KINDS, TARGET_STATUSES } from '../../contracts/target';
import { subjectInWords, verbOf } from '../../domain/verbs';
import { utc } from '../view';

/** As many of each are named; a transaction that waits for more is told of the oldest. */
const MOST = 200;

const Target = z.object({
  system: z.string(),
  kind: z.enum(SUBJECT_KINDS),
  id: z.string(),
  desired: z.enum(DESIRED_STATES),
  status: z.enum(TARGET_STATUSES),
  note: z.string().nullable(),
  since: z.string().nullable(),
  exception: z.string().nullable(),
});

/** What a transaction waits for: systems, people, conditions, and what Temporal has not been told of. */
export async function waitingFor(pool: Pool, transaction: string): Promise<Waiting[]> {
  const targets = await pool.query({
    name: 'waiting-targets',
    text: `select t.system, t.subject_kind as kind, t.subject_id as id, t.desired_state as desired, t.status, t.note,
             ${utc('coalesce(x.opened_at, t.asked_at)')} as since, x.id as exception
           from stake k join target t on t.id = k.target left join exception x on x.target = t.id and x.state = 'open'
           where k.transaction = $1 and t.open order by coalesce(x.opened_at, t.asked_at), t.id limit $2`,
    values: [transaction, MOST],
  });
  const others = await pool.query({ name: 'waiting-others', text: OTHERS, values: [transaction, MOST] });
  return [
    ...targets.rows.map((row) => targetInWords(Target.parse(row))),
    ...others.rows.map((row) => Waiting.parse(row)),
  ];
}

const waits = (
  on: Waiting['on'],
  since: string,
  text: string,
  { system = 'null', exception = 'null' } = {},
) =>
  `select '${on}' as "on", ${system} as system, ${exception} as exception, ${utc(since)} as since, ${text} as text`;

/** A statement for each thing that is waited for and is no target. */
const OTHERS = `select * from (${[
  `${waits('person', 'x.opened_at', "x.step || ': ' || x.reason_text", { system: 'x.system', exception: 'x.id' })} from exception x
     where x.transaction = $1 and x.state = 'open' and x.target is null`,
  `${waits('interlock', 'min(created_at)', "'Temporal to be told'")} from command where transaction = $1 having count(*) > 0`,
  `${waits('condition', 'coalesce(p.staged_at, c.requested_at)', "p.plant || ': ' || p.waits_for")} from change c join change_plant p on p.change = c.id
     where c.transaction = $1 and p.waits_for is not null and p.state not in ('active', 'refused', 'withdrawn')`,
  `${waits('condition', 'c.requested_at', "'the end of ' || array_to_string(c.blocking, ', ') || ', which has the same items'")} from change c
     where c.transaction = $1 and cardinality(c.blocking) > 0`,
  `${waits('condition', 'o.requested_at', 'o.waits_for')} from order_dispatch o where o.transaction = $1 and o.waits_for is not null and o.ended_at is null`,
  `${waits('person', 'i.opened_at', "'the result of ' || i.lot")} from inspection i where i.transaction = $1 and i.state = 'open'`,
  `${waits('person', 'h.placed_at', "'a decision on ' || trim_scale(l.undecided) || ' ' || l.unit || ' of ' || l.lot")} from hold h join hold_lot l on l.hold = h.id
     where h.transaction = $1 and h.state <> 'closed' and l.undecided > 0`,
  `${waits('person', 'd.decided_at', "d.decision || ' of ' || trim_scale(d.quantity) || ' ' || d.unit || ' of ' || d.lot || ' to be carried out and verified'")} from hold h join disposition d on d.hold = h.id
     where h.transaction = $1 and d.state in ('decided', 'executing')`,
  `${waits('person', 'r.at', "'an answer for ' || trim_scale(r.quantity) || ' ' || r.unit || ' of ' || r.lot || ', ' || r.kind || ' by ' || r.reference", { system: 'r.system' })} from hold h join residual r on r.hold = h.id
     where h.transaction = $1 and h.state <> 'closed' and r.answer is null`,
].join(' union all ')}) waiting order by since, text limit $2`;

function targetInWords(target: z.infer<typeof Target>): Waiting {
  const { system, kind, id, desired, status, note, since, exception } = target;
  return {
    on: exception === null ? 'system' : 'person',
    system,
    exception,
    since,
    text: `${verbOf(kind, desired)} ${subjectInWords({ kind, id })}: ${status}${note === null ? '' : `, ${note}`}`,
  };
}
