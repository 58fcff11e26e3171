import type { Containment } from '../contracts/hold';
import type { Tx } from './pool';
import { owed } from './scope/rules';
import { tellHold, type SagaHold } from './saga-hold';

/** A MES has still to name what the hold means: what it has not named is not contained. */
const UNNAMED = `exists (select from scope_rule rule join scope_question question on question.rule = rule.id
               where rule.hold = $2 and ${owed('$3')})`;

/** How contained the hold is, from what was observed; a change is an audit row, and an event when it matters. */
export async function contain(tx: Tx, hold: SagaHold, now: Date): Promise<Containment> {
  const found = await tx.query<{
    required: number;
    contained: number;
    uncontrolled: number;
    unnamed: boolean;
  }>({
    name: 'hold-contained',
    text: `select count(*) as required, count(*) filter (where target.contained) as contained,
             count(*) filter (where target.status = 'cannot-enforce' and not exists (
               select from physical_control where physical_control.hold = $2 and physical_control.lot = target.lot)) as uncontrolled,
             ${UNNAMED} as unnamed
           from stake join target on target.id = stake.target
           where stake.transaction = $1 and stake.required and target.subject_kind <> 'disposition'`,
    values: [hold.transaction, hold.id, now],
  });
  const { required, contained, uncontrolled, unnamed } = found.rows[0] ?? {
    required: 0,
    contained: 0,
    uncontrolled: 0,
    unnamed: false,
  };
  const containment: Containment =
    required > 0 && contained === required && uncontrolled === 0 && !unnamed
      ? 'effective'
      : contained > 0
        ? 'partial'
        : 'gated';
  if (containment === hold.containment) return containment;
  await tx.query({
    name: 'hold-containment',
    text: `update hold set containment = $2, effective_at = case when $2 = 'effective' then coalesce(effective_at, $3) else effective_at end,
             uncontained_since = case when $2 = 'effective' then null when containment = 'effective' then $3 else uncontained_since end
           where id = $1`,
    values: [hold.id, containment, now],
  });
  const type =
    containment === 'effective'
      ? 'interlock.quality-hold.effective.v1'
      : hold.containment === 'effective'
        ? 'interlock.quality-hold.breached.v1'
        : null;
  await tellHold(tx, hold, `quality-hold.${containment}`, type, hold.containment, containment, now);
  return containment;
}
