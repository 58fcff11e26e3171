import type { Pool } from 'pg';
import { OpenHold, Overview } from '../contracts/overview';
import { owed } from './scope/rules';
import type { Tx } from './pool';
import { reading } from './transaction';
import { list, utc } from './view';

/** Holds of the plant $1, or of all: raised there, or with material there. */
const OPEN = `h.state <> 'closed' and ($1::text is null or h.plant = $1
  or exists (select from hold_lot l join stock s on s.lot = l.lot where l.hold = h.id and s.plant = $1 and s.quantity > 0))`;

/** Of a hold `h` and its stake `k` in a target `t`: domain/targets isContained; where a system cannot enforce, somebody has to. */
const LACKS = `(not t.contained or t.status = 'cannot-enforce'
  and not exists (select from physical_control p where p.hold = h.id and p.lot = t.lot))`;
const SINCE = 'coalesce(t.open_since, t.observed_at, h.placed_at)';
/** Visits to a target `t` for what is wanted of it, since the hold `h` was placed: a contradiction counts its generation on. */
const SINCE_PLACED =
  'visit.target = t.id and visit.desired_state = t.desired_state and visit.at >= h.placed_at';

/** Of each system that lacks something: its worst target, and what was last heard of that. */
const MISSING = `select jsonb_build_object('system', t.system, 'targets', lacking.targets, 'target', t.id,
      'subject', jsonb_build_object('kind', t.subject_kind, 'id', t.subject_id), 'plant', t.plant, 'status', t.status, 'since', ${utc('lacking.since')},
      'asked', (select count(*) from visit where ${SINCE_PLACED} and visit.asked_at is not null),
      'last', (select jsonb_build_object('outcome', outcome, 'answer', answer, 'at', ${utc('visit.at')}) from visit
        where ${SINCE_PLACED} order by token desc limit 1),
      'exception', (select id from exception x where x.target = t.id and x.state = 'open')) as missing, lacking.since
    from (
      select count(*) as targets, min(${SINCE}) as since, (array_agg(t.id order by t.status <> 'parked', ${SINCE}, t.id))[1] as worst
      from stake k join target t on t.id = k.target
      where k.transaction = h.transaction and k.required and t.subject_kind <> 'disposition' and ${LACKS} group by t.system
    ) lacking join target t on t.id = lacking.worst`;

const UNNAMED = `select jsonb_build_object('system', question.system, 'kind', rule.kind, 'subject', rule.subject) as question
  from scope_rule rule join scope_question question on question.rule = rule.id where rule.hold = h.id and ${owed('$3')}`;

const HOLD = `jsonb_build_object('id', h.id, 'transaction', h.transaction, 'plant', h.plant, 'productFamily', h.product_family, 'state', h.state,
  'containment', h.containment, 'severity', h.severity, 'reason', jsonb_build_object('code', h.reason_code, 'text', h.reason_text), 'placedAt', ${utc('h.placed_at')},
  'lots', (select jsonb_build_object('count', count(*), 'first', to_jsonb(coalesce((array_agg(lot order by lot))[1:3], '{}'))) from hold_lot l where l.hold = h.id),
  'required', stakes.required, 'contained', stakes.contained,
  'missing', ${list(`missing order by since) from (${MISSING}) of_system`)},
  'unnamed', ${list(`question order by question->>'system', question->>'subject') from (${UNNAMED}) questions`)},
  'residual', (select count(*) from residual r where r.hold = h.id and r.answer is null))`;

/** A hold that covers nothing yet: no system must hold for it, or has still to name what it means. */
const EMPTY = `not exists (select from stake k where k.transaction = h.transaction and k.required) and not exists (${UNNAMED})`;

/** What is not contained first, of that the most severe, of those the oldest. */
const WORST_FIRST = `h.containment = 'effective' or ${EMPTY}, array_position(array['critical', 'major', 'minor'], h.severity), h.placed_at, h.id`;

export interface OverviewFilter {
  readonly plant: string | null;
  /** Holds that are told of one by one: the worst of each plant. */
  readonly limit: number;
}

/** What is open, all as of one instant. @param plants of the topology, in its order */
export const overview = (
  pool: Pool,
  plants: readonly string[],
  filter: OverviewFilter,
  now: Date,
): Promise<Overview> =>
  reading(pool, async (tx) => {
    return {
      holds: {
        plants: await countHolds(tx, plants, filter.plant, now),
        items: await worstHolds(tx, filter, now),
      },
      exceptions: await countExceptions(tx, filter.plant),
      asOf: now.toISOString(),
    };
  });

async function countHolds(tx: Tx, plants: readonly string[], plant: string | null, now: Date) {
  const found = await tx.query({
    name: 'overview-holds',
    text: `select named.plant, count(h.id) as open, count(h.id) filter (where containment = 'gated') as gated,
             count(h.id) filter (where containment = 'partial') as partial, count(h.id) filter (where containment = 'effective') as effective,
             count(h.id) filter (where h.containment <> 'effective' and ${EMPTY}) as empty,
             coalesce(sum((select count(*) from residual r where r.hold = h.id and r.answer is null)), 0)::integer as unanswered, ${utc('min(h.placed_at)')} as "oldestAt"
           from unnest($2::text[]) with ordinality as named (plant, position) left join hold h on h.plant = named.plant and ${OPEN}
           group by named.plant, position order by position`,
    values: [plant, plants, now],
  });
  return found.rows.map((row) => Overview.shape.holds.shape.plants.element.parse(row));
}

async function worstHolds(tx: Tx, { plant, limit }: OverviewFilter, now: Date): Promise<OpenHold[]> {
  const found = await tx.query<{ hold: unknown }>({
    name: 'overview-worst',
    text: `select ${HOLD} as hold from (
             select * from (
               select h.*, row_number() over (partition by h.plant order by ${WORST_FIRST}) as rank from hold h where ${OPEN}
             ) h order by h.containment = 'effective' or ${EMPTY}, rank, ${WORST_FIRST} limit $2
           ) h cross join lateral (
             select count(*) as required, count(*) filter (where not ${LACKS}) as contained from stake k join target t on t.id = k.target
             where k.transaction = h.transaction and k.required and t.subject_kind <> 'disposition'
           ) stakes
           order by ${WORST_FIRST}`,
    values: [plant, limit, now],
  });
  return found.rows.map(({ hold }) => OpenHold.parse(hold));
}

async function countExceptions(tx: Tx, plant: string | null) {
  const found = await tx.query({
    name: 'overview-exceptions',
    text: `select plant, product_family as "productFamily", count(*) as open, count(*) filter (where stage > 0) as escalated, ${utc('min(opened_at)')} as "oldestAt"
           from exception where state = 'open' and ($1::text is null or plant = $1) group by 1, 2 order by min(opened_at)`,
    values: [plant],
  });
  return found.rows.map((row) => Overview.shape.exceptions.element.parse(row));
}
