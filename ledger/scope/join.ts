import type { Topology } from '../../contracts/topology';
import { look } from '../commands';
import { joinWithDescendants } from '../follow';
import type { HoldRow } from '../hold-row';
import type { Telling } from '../material';
import type { Fact } from '../material-facts';
import type { Tx } from '../pool';

/** What was made joins every hold that follows its order or its work centre, in the transaction that tells of it (H5). */
export async function joinFollowing(tx: Tx, topology: Topology, fact: Fact, telling: Telling): Promise<void> {
  const lots = (fact.out ?? []).map(({ lot }) => lot);
  if (fact.kind !== 'consumed' || lots.length === 0) return;
  const { plant = null, order = null, workCentre = null, occurredAt = telling.now } = fact;
  const following = await tx.query<HoldRow & { kind: 'order' | 'work-centre' }>({
    name: 'holds-following',
    text: `select distinct on (hold.id) hold.id, hold.transaction, hold.state, hold.plant, rule.kind
           from scope_rule rule join hold on hold.id = rule.hold
           where hold.state <> 'closed' and rule.subject in ($1, $2)
             and (rule.kind = 'order' and rule.subject = $1 or rule.kind = 'work-centre' and rule.subject = $2 and rule.plant = $3)
             and $4 between coalesce(rule.from_at, '-infinity') and coalesce(rule.to_at, 'infinity')
           order by hold.id, rule.id`,
    values: [order, workCentre, plant, occurredAt],
  });
  for (const { kind, ...hold } of following.rows)
    await joinWithDescendants(
      tx,
      topology,
      hold,
      lots,
      kind === 'order' ? `made by order ${order}` : `made at ${workCentre} (${plant})`,
      telling,
    );
  if (workCentre === null && plant !== null) await askWhere(tx, plant, occurredAt, telling.now);
}

/** The work centre was not told: the MES is asked again by each hold that follows one of the plant at that instant. */
async function askWhere(tx: Tx, plant: string, occurredAt: Date, now: Date): Promise<void> {
  const asked = await tx.query<{ id: string; transaction: string }>({
    name: 'scope-question-renew',
    text: `with renewed as (
             update scope_question set answered_at = null, round = round + 1 from scope_rule rule join hold on hold.id = rule.hold
             where rule.id = scope_question.rule and rule.kind = 'work-centre' and rule.plant = $1 and hold.state <> 'closed'
               and $2 between rule.from_at and coalesce(rule.to_at, 'infinity')
             returning hold.id, hold.transaction
           ) select distinct id, transaction from renewed order by id`,
    values: [plant, occurredAt],
  });
  for (const { id, transaction } of asked.rows) await look(tx, transaction, id, now);
}
