import { createControl } from '../../../adapters/tryton/revision/control';
import { createRouting } from '../../../adapters/tryton/revision/routing';
import { inputOf } from '../../../adapters/tryton/revision/bom';
import type { TrytonCaller } from '../../../adapters/tryton/rpc';
import { Site, SITE_DEFAULTS } from '../../../adapters/tryton/site';
import { trytonDecimal } from '../../../adapters/tryton/values';
import { revisionsB, type SeedRevision } from '../../../sandbox/data/revisions';
import type { Products, SeededItem } from './products';

/** Each is alone in its category: a routing in Tryton names a category, and the PLM names work centres. */
const WORK_CENTRES = { 'CNC-2': 'Turning', 'PRESS-1': 'Pressing', 'ASM-1': 'Assembly' } as const;
export type WorkCentre = keyof typeof WORK_CENTRES;
export type WorkCentres = Readonly<Record<WorkCentre, number>>;

export async function seedWorkCentres(
  admin: TrytonCaller,
  company: number,
  warehouse: number,
): Promise<WorkCentres> {
  const entries = Object.entries(WORK_CENTRES).map(async ([name, category]) => {
    const id = await admin.create('production.work.center', {
      name,
      category: await admin.create('production.work.center.category', { name: category }),
      company,
      warehouse,
      cost_method: 'cycle',
      cost_price: trytonDecimal('1'),
    });
    return [name, id] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as WorkCentres;
}

/** Ids of an item's BOM and routing. */
export interface Method {
  readonly bom: number;
  readonly routing: number;
}
export type Methods = ReadonlyMap<string, Method>;

/** Revision B of what Lyon makes, as the PLM has it: BOM, routing and inspection plan. */
export async function seedRevisions(admin: TrytonCaller, products: Products): Promise<Methods> {
  const methods = new Map<string, Method>();
  for (const revision of revisionsB)
    methods.set(
      revision.item,
      await seedRevision(admin, revision, products[revision.item as SeededItem], Object.keys(WORK_CENTRES)),
    );
  return methods;
}

/** @param workCentres those that the plant has */
export async function seedRevision(
  admin: TrytonCaller,
  { item, revision, bom: lines, routing: operations, plan }: SeedRevision,
  product: Products[SeededItem],
  workCentres: readonly string[],
): Promise<Method> {
  const label = `${item}/${revision}`;
  const bom = await admin.create('production.bom', {
    name: `${item} revision ${revision}`,
    code: label,
    inputs: [['create', await Promise.all(lines.map((line) => inputOf(admin, line)))]],
    outputs: [['create', [{ product: product.id, unit: product.unit, quantity: 1 }]]],
  });
  const atPlant = operations.map((operation) => ({
    ...operation,
    workCentres: operation.workCentres.filter((one) => workCentres.includes(one)),
  }));
  const routing = await createRouting(admin, label, atPlant, bom);
  const link = { product: product.id, bom, routing, sequence: 10 };
  await admin.create('product.product-production.bom', link);
  if (plan) await createControl(admin, new Site(SITE_DEFAULTS), { plan, label, product });
  return { bom, routing };
}
