import type { Assessment, AssessmentQuestion, OpenObject } from '../../../contracts/assessment';
import type { CallContext } from '../../port';
import type { Instance } from '../context';
import { workCentresOf } from '../revision/work-centres';
import { keepsFor } from '../revision/wanted';
import { lotsInTheMaking, openOrders } from './orders';
import { productionFacts } from './production-facts';
import { qualityFacts } from './quality-facts';
import { lastReadings } from './readings';
import { stockOf } from './stock';

const nothing = ({ rpc }: Instance): Assessment => ({
  system: rpc.system,
  items: [],
  workCentres: null,
  gauges: null,
  objects: [],
  readings: [],
  plans: [],
});

/** ERP: revisions in use and staged; orders and stock. Purchases are not asked: the purchase module is not in use. */
export async function assessErp(
  instance: Instance,
  question: AssessmentQuestion,
  context: CallContext,
): Promise<Assessment> {
  const tryton = instance.rpc.for(context);
  const items = await productionFacts(tryton, instance, question);
  const known = items.filter((fact) => fact.known);
  const inUse = new Map(known.map(({ item, active }) => [item, active]));
  const orders = await openOrders(tryton, [...inUse.keys()]);
  const stock = await Promise.all(known.map(({ item, active }) => stockOf(tryton, instance, item, active)));
  const ordered = orders.map(({ name, item, revision, quantity, unit }): OpenObject => ({
    object: 'order',
    id: name,
    item,
    revision: revision ?? inUse.get(item) ?? '',
    quantity,
    unit,
    // Output is posted when the order is done, all at once.
    made: null,
  }));
  return { ...nothing(instance), items, objects: [...ordered, ...stock.flat()] };
}

/** MES: revisions in use and staged, what is being made, and the work centres. */
export async function assessMes(
  instance: Instance,
  question: AssessmentQuestion,
  context: CallContext,
): Promise<Assessment> {
  const tryton = instance.rpc.for(context);
  const facts = await productionFacts(tryton, instance, question);
  const known = facts.filter((fact) => fact.known).map(({ item }) => item);
  const making = await lotsInTheMaking(tryton, await openOrders(tryton, known));
  const centres = keepsFor(instance, question.plant) ? await workCentresOf(tryton) : [];
  return {
    ...nothing(instance),
    items: facts.map((fact) => ({ ...fact, openLots: making.get(fact.item) ?? [] })),
    workCentres: centres.map(({ name }) => name),
  };
}

/** QMS: plans in use and staged, and what was measured last. Tryton keeps no register of gauges. */
export async function assessQms(
  instance: Instance,
  question: AssessmentQuestion,
  context: CallContext,
): Promise<Assessment> {
  const tryton = instance.rpc.for(context);
  const { items, plans } = await qualityFacts(tryton, instance, question);
  const readings = await Promise.all(
    plans.map(({ item, control, plan }) => lastReadings(tryton, item, control, plan)),
  );
  return {
    ...nothing(instance),
    items,
    plans: plans.map(({ item, revision, plan }) => ({ item, revision, plan })),
    readings: readings.flat(),
  };
}
