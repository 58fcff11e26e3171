import type { Pool } from 'pg';
import { OBJECTIVES, type ObjectiveName } from '../../contracts/objective';
import type { Topology } from '../../contracts/topology';
import { brief } from '../transaction';

/** Judges so many at once: more wait for the next turn. */
const AT_ONCE = 5_000;

/** Adds what was judged to the tallies; a row a day, so that a window is a sum of few. */
const ADD = `insert into objective_tally as tally (objective, tier, plant, day, good, bad)
  select $4, tier, plant, (accepted_at at time zone 'UTC')::date, count(*) filter (where good), count(*) filter (where not good)
  from due where tier is not null and good is not null group by 2, 3, 4 order by 2, 3, 4
  on conflict (objective, tier, plant, day) do update set good = tally.good + excluded.good, bad = tally.bad + excluded.bad`;
/** Of what a family's tier promises: what is $1 of the statements. */
const PROMISED = `jsonb_to_recordset($1) as promised (family text, tier text, seconds float8)`;
const DUE_SINCE = `$2::timestamptz - make_interval(secs => promised.seconds)`;

const STATEMENTS: Readonly<Record<ObjectiveName, string>> = {
  // What no tier promises anything of is set aside, so that it is not looked at again.
  propagation: `with due as (
      select stake.transaction, stake.target, stake.accepted_at, target.plant, promised.tier,
        stake.observed_at is not null and extract(epoch from stake.observed_at - stake.accepted_at) <= promised.seconds as good
      from stake join hold on hold.transaction = stake.transaction join target on target.id = stake.target
        left join ${PROMISED} on promised.family = hold.product_family
      where stake.accepted_at is not null and stake.judged_at is null
        and (promised.tier is null or stake.observed_at is not null or stake.accepted_at < ${DUE_SINCE})
      order by stake.accepted_at, stake.transaction, stake.target limit $3 for update of stake skip locked
    ), judged as (
      update stake set judged_at = $2 from due where stake.transaction = due.transaction and stake.target = due.target
    ) ${ADD}`,
  // An order that was refused or taken back in time was not to be released; one that waits is kept by a rule (its material, its
  // revision, its work centre), which is no delay of ours and has a measure of its own.
  release: `with due as (
      select dispatch.id, dispatch.requested_at as accepted_at, dispatch.plant, promised.tier,
        case when dispatch.released_at is not null
            then extract(epoch from dispatch.released_at - dispatch.requested_at) <= promised.seconds
          when dispatch.state not in ('waiting', 'refused', 'cancelled') then false end as good
      from order_dispatch dispatch left join ${PROMISED} on promised.family = dispatch.product_family
      where dispatch.judged_at is null
        and (promised.tier is null or dispatch.released_at is not null or dispatch.state in ('refused', 'cancelled')
          or dispatch.requested_at < ${DUE_SINCE})
      order by dispatch.requested_at, dispatch.id limit $3 for update of dispatch skip locked
    ), judged as (
      update order_dispatch set judged_at = $2 from due where order_dispatch.id = due.id
    ) ${ADD}`,
};

/**
 * Counts for their objectives what has come home, and what is late and has not: each once, for good or bad, whatever becomes of
 * it afterwards, so that tallies only grow. Several at a time do no harm.
 */
export async function judgeObjectives(pool: Pool, topology: Topology, now: Date): Promise<void> {
  for (const objective of OBJECTIVES)
    await brief(pool, (tx) =>
      tx.query({
        name: `objective-judge-${objective}`,
        text: STATEMENTS[objective],
        values: [JSON.stringify(promises(topology, objective)), now, AT_ONCE, objective],
      }),
    );
}

const promises = ({ productFamilies, tiers }: Topology, objective: ObjectiveName) =>
  Object.entries(productFamilies).flatMap(([family, { tier }]) => {
    const promised = tier === undefined ? undefined : tiers[tier]?.objectives?.[objective];
    return promised ? [{ family, tier, seconds: promised.seconds }] : [];
  });
