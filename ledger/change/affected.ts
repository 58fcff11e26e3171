import type { OpenObject } from '../../contracts/assessment';
import type { ChangeDecisionRequest, ChangeObject, ChangePackage } from '../../contracts/engineering-change';
import { Problem } from '../../contracts/problem';
import type { Topology } from '../../contracts/topology';
import { decidable, decideByRule, isStale, openOfOld } from '../../domain/affected';
import type { Actor } from '../audit';
import type { Tx } from '../pool';
import { lockChange, tell } from './row';
import { lookRollout } from './wake';

/** What of the old revision a plant has open, with what was decided by class or rule; what a person decided stays. */
export async function saveAffected(
  tx: Tx,
  topology: Topology,
  change: string,
  pack: ChangePackage,
  plant: string,
  objects: readonly OpenObject[],
  now: Date,
): Promise<void> {
  const open = openOfOld(pack, objects);
  for (const object of open) {
    const rule = decideByRule(object, plant, pack.classes, topology.changes.rules);
    await tx.query({
      name: 'affected-save',
      text: `insert into affected (change, plant, object, id, item, revision, unit, quantity, assessed_at, decision, decided_by, quantity_assessed)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, case when $10::text is not null then $8::numeric end)
             on conflict (change, plant, object, id) do update set quantity = excluded.quantity, assessed_at = excluded.assessed_at,
               decision = case when affected.by_hand then affected.decision else excluded.decision end,
               decided_by = case when affected.by_hand then affected.decided_by else excluded.decided_by end,
               quantity_assessed = case when affected.by_hand then affected.quantity_assessed else excluded.quantity_assessed end`,
      values: [
        change,
        plant,
        object.object,
        object.id,
        object.item,
        object.revision,
        object.unit,
        object.quantity,
        now,
        rule?.decision ?? null,
        rule?.by ?? null,
      ],
    });
  }
  // What is closed or used up needs no decision any more; what a person decided of it stays on show.
  await tx.query({
    name: 'affected-gone',
    text: `with gone as (select object, id from affected where change = $1 and plant = $2
                         except select * from unnest($3::text[], $4::text[])),
             emptied as (update affected set quantity = 0, assessed_at = $5 from gone
               where change = $1 and plant = $2 and affected.object = gone.object and affected.id = gone.id and by_hand)
           delete from affected using gone where change = $1 and plant = $2 and affected.object = gone.object and affected.id = gone.id and not by_hand`,
    values: [change, plant, open.map(({ object }) => object), open.map(({ id }) => id), now],
  });
}

export interface AffectedRow {
  readonly object: ChangeObject;
  readonly id: string;
  readonly item: string;
  readonly quantity: string;
  readonly decision: string | null;
  readonly quantity_assessed: string | null;
}

export async function affectedOf(tx: Tx, change: string, plant: string): Promise<AffectedRow[]> {
  const found = await tx.query<AffectedRow>({
    name: 'affected-of',
    text: 'select object, id, item, quantity, decision, quantity_assessed from affected where change = $1 and plant = $2 and quantity > 0 order by object, id',
    values: [change, plant],
  });
  return found.rows;
}

/** Objects without a decision, and those that have changed since they were decided: they block the pivot. */
export const openDecisions = (rows: readonly AffectedRow[]): AffectedRow[] =>
  rows.filter((row) => row.decision === null || isStale(row.quantity_assessed ?? '0', row.quantity));

/** A person decides what becomes of one object. @throws Problem */
export async function decideAffected(
  tx: Tx,
  id: string,
  request: ChangeDecisionRequest,
  who: Actor,
  now: Date,
): Promise<void> {
  const found = await lockChange(tx, id);
  if (!found) throw new Problem('not-found', `There is no engineering change ${id}.`);
  const { change, plants } = found;
  const row = plants.find(({ plant }) => plant === request.plant);
  if (!row)
    throw new Problem('unknown-plant', `${id} is not for plant "${request.plant}".`, [
      { pointer: '/plant', detail: `one of ${plants.map(({ plant }) => plant).join(', ')}` },
    ]);
  if (row.pivoted_at !== null || row.state === 'refused' || row.state === 'withdrawn')
    throw new Problem(
      'change-over',
      `${id} is ${row.state} at ${request.plant}: nothing is left to decide there.`,
    );
  if (!decidable(request.object, request.decision))
    throw new Problem(
      'decision-not-possible',
      `"${request.decision}" cannot be decided for a ${request.object}.`,
      [{ pointer: '/decision', detail: `not possible for a ${request.object}` }],
    );
  const assessed =
    typeof request.quantityAssessed === 'string' ? request.quantityAssessed : request.quantityAssessed.value;
  const unit = typeof request.quantityAssessed === 'string' ? null : request.quantityAssessed.unit;
  const updated = await tx.query<{ unit: string }>({
    name: 'affected-decide',
    text: `update affected set decision = $5, decided_by = $6, by_hand = true, quantity_assessed = $7
           where change = $1 and plant = $2 and object = $3 and id = $4 returning unit`,
    values: [id, request.plant, request.object, request.id, request.decision, who.id, assessed],
  });
  const counted = updated.rows[0]?.unit;
  if (counted === undefined)
    throw new Problem(
      'unknown-object',
      `${id} does not affect ${request.object} ${request.id} at ${request.plant}; GET the change lists what it does.`,
      [{ pointer: '/id', detail: 'not affected by this change' }],
    );
  if (unit !== null && unit !== counted)
    throw new Problem('unit-mismatch', `${request.id} is counted in ${counted}.`, [
      { pointer: '/quantityAssessed/unit', detail: `counted in ${counted}` },
    ]);
  await tell(
    tx,
    {
      change,
      plant: request.plant,
      action: 'engineering-change.decided',
      type: 'interlock.engineering-change.decided.v1',
      from: null,
      to: request,
      why: null,
      data: { object: request.object, id: request.id, decision: request.decision },
      who,
    },
    now,
  );
  await lookRollout(tx, change.transaction, id, request.plant, now);
}
