import type { ChangeDecision, ChangeObject, ChangePackage, Classes } from '../contracts/engineering-change';
import type { OpenObject } from '../contracts/assessment';
import type { Topology } from '../contracts/topology';
import { compare, type DecimalText } from './decimal';

/** What of the old revision is open at a plant, and who has decided what becomes of it. */

const CLASS_OF: Record<ChangeObject, { readonly key: keyof Classes; readonly name: string }> = {
  stock: { key: 'inStock', name: 'class in stock' },
  order: { key: 'inProgress', name: 'class in progress' },
  purchase: { key: 'onOrder', name: 'class on order' },
};

/**
 * What can become of each kind of object. An order is finished as it began (E6), stopped, or what it made is reworked or
 * scrapped; it has no stock to sort or to use up. Stock has nothing left to finish. A purchase is what the supplier is
 * making still, and will be stock: all of both.
 */
const DECIDABLE: Record<ChangeObject, readonly ChangeDecision[]> = {
  order: ['finish-on-old', 'rework', 'scrap', 'hold'],
  stock: ['rework', 'scrap', 'sort', 'hold', 'use-up'],
  purchase: ['finish-on-old', 'rework', 'scrap', 'sort', 'hold', 'use-up'],
};

export const decidable = (object: ChangeObject, decision: ChangeDecision): boolean =>
  DECIDABLE[object].includes(decision);

/** Open objects of items in the change that are of another revision than the new one. */
export function openOfOld(pack: ChangePackage, objects: readonly OpenObject[]): OpenObject[] {
  const next = new Map(pack.items.map(({ item, to }) => [item, to]));
  return objects.filter(({ item, revision }) => next.has(item) && next.get(item) !== revision);
}

/**
 * Decides an object without a person: by the package's class for it, or else by the first rule of the topology that
 * fits. A decision that the object cannot take decides nothing.
 * @returns null: a person must decide
 */
export function decideByRule(
  object: OpenObject,
  plant: string,
  classes: Classes,
  rules: Topology['changes']['rules'],
): { decision: ChangeDecision; by: string } | null {
  const { key, name } = CLASS_OF[object.object];
  const byClass = classes[key];
  if (byClass !== null && decidable(object.object, byClass)) return { decision: byClass, by: name };
  const rule = rules.find(
    (candidate) =>
      candidate.object === object.object &&
      (candidate.item ?? object.item) === object.item &&
      (candidate.plant ?? plant) === plant &&
      decidable(object.object, candidate.decision),
  );
  return rule === undefined ? null : { decision: rule.decision, by: 'rule of the topology' };
}

/**
 * Has the object changed since its decision was made? Then it must be decided again before the pivot.
 * @param quantityAssessed what the decider saw, in the object's unit
 * @param quantityNow null: the object is gone, and nothing is left that the decision could be wrong about
 */
export const isStale = (quantityAssessed: DecimalText, quantityNow: DecimalText | null): boolean =>
  quantityNow !== null && compare(quantityAssessed, quantityNow) !== 0;
