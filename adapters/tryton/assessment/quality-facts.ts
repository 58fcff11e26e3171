import type { AssessmentQuestion, ItemFact } from '../../../contracts/assessment';
import type { InspectionPlan } from '../../../contracts/revision';
import type { Instance } from '../context';
import { CONTROL, readPlan } from '../revision/control';
import { definitionsOf, stagedIn } from '../revision/definitions';
import { findProduct, keepsFor } from '../revision/wanted';
import type { TrytonCaller } from '../rpc';
import { unknownItem } from './production-facts';

export interface PlanInUse {
  readonly item: string;
  readonly revision: string;
  /** Id of the quality control. */
  readonly control: number;
  readonly plan: InspectionPlan;
}

/** What quality controls say of each item. An item without one is known, and no revision of it is in use here. */
export async function qualityFacts(
  tryton: TrytonCaller,
  instance: Instance,
  { plant, items }: AssessmentQuestion,
): Promise<{ items: ItemFact[]; plans: PlanInUse[] }> {
  if (!keepsFor(instance, plant)) return { items: items.map(unknownItem), plans: [] };
  const facts: ItemFact[] = [];
  const plans: PlanInUse[] = [];
  for (const item of items) {
    const controls = await definitionsOf(tryton, CONTROL, item);
    const inUse = controls.find(({ active, label }) => active && label.mark === null);
    const staged = stagedIn(controls);
    facts.push({
      ...unknownItem(item),
      known: (await findProduct(tryton, item)) !== null,
      active: inUse?.label.revision ?? null,
      staged: staged?.label.revision ?? null,
      stagedBy: staged?.label.mark?.change ?? null,
    });
    if (inUse)
      plans.push({
        item,
        revision: inUse.label.revision,
        control: inUse.id,
        plan: await readPlan(tryton, inUse.id, null),
      });
  }
  return { items: facts, plans };
}
