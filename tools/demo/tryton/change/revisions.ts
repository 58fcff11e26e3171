import type { TrytonCaller } from '../../../../adapters/tryton/rpc';
import type { Demo } from '../../demo';
import { INSTANCES, person, type Instance } from '../people';

export const ITEM = 'PIN-10';

/** What each record of the item's revisions is in one instance, in a few words: `BOM PIN-10/B` is `first`. */
export type Words = Readonly<Record<string, string>>;
export type Revisions = Readonly<Record<Instance, Words>>;

/** Read from the instances as people there see them, not from Interlock. */
export async function readRevisions(demo: Demo): Promise<Revisions> {
  return {
    erp: await production(person(demo, 'floor', 'erp')),
    mes: await production(person(demo, 'floor', 'mes')),
    qms: await inspection(person(demo, 'quality', 'qms')),
  };
}

async function production(floor: TrytonCaller): Promise<Words> {
  const [first] = await floor.find<{ 'bom.': { code: string } }>(
    'product.product-production.bom',
    [['product.code', '=', ITEM]],
    ['bom.code'],
    {},
    [
      ['sequence', 'ASC NULLS FIRST'],
      ['id', 'ASC'],
    ],
  );
  const boms = await records(floor, 'BOM', 'production.bom', 'code');
  const code = first?.['bom.'].code;
  return {
    ...boms,
    [`BOM ${code}`]: boms[`BOM ${code}`] === 'active' ? 'active, first' : `first, ${boms[`BOM ${code}`]}`,
    ...(await records(floor, 'routing', 'production.routing', 'name')),
    ...(await orders(floor)),
  };
}

/** Quality controls, each with the smallest diameter that it lets pass. */
async function inspection(quality: TrytonCaller): Promise<Words> {
  const controls = await records(quality, 'quality control', 'quality.control', 'name');
  const points = await quality.find<{ tolerance_lower: number; 'control.': { name: string } }>(
    'quality.control.point',
    [
      ['control.product.code', '=', ITEM],
      ['name', '=', 'diameter_1'],
    ],
    ['tolerance_lower', 'control.name'],
    { active_test: false },
  );
  const limits = new Map(
    points.map((point) => [point['control.'].name.split(' ')[0], point.tolerance_lower]),
  );
  return Object.fromEntries(
    Object.entries(controls).map(([name, state]) => [
      name,
      `${state}, from ${limits.get(name.split(' ').at(-1))}`,
    ]),
  );
}

/** What is staged has its change in its label, and is the same record afterwards without. */
async function records<F extends 'code' | 'name'>(
  who: TrytonCaller,
  called: string,
  model: string,
  field: F,
): Promise<Words> {
  const rows = await who.find<{ active: boolean } & Record<F, string>>(
    model,
    [[field, 'like', `${ITEM}/%`]],
    [field, 'active'],
    { active_test: false },
  );
  return Object.fromEntries(
    rows.map((row) => {
      const [label, ...mark] = row[field].split(' ');
      const state = row.active ? 'active' : 'archived';
      return [`${called} ${label}`, [...mark.slice(0, 1), state].join(', ')];
    }),
  );
}

async function orders(floor: TrytonCaller): Promise<Words> {
  const rows = await floor.find<{ reference: string; state: string; 'bom.': { code: string } }>(
    'production',
    [
      ['product.code', '=', ITEM],
      ['reference', 'in', ['PO-7003', 'PO-7004']],
    ],
    ['reference', 'state', 'bom.code'],
  );
  return Object.fromEntries(
    rows.map(({ reference, state, 'bom.': { code } }) => [
      `order ${reference}`,
      `${state}, by ${code.slice(code.indexOf('/') + 1)}`,
    ]),
  );
}

/** One row a record, one column a moment. */
export function showRevisions({ page }: Demo, moments: Readonly<Record<string, Revisions>>): void {
  const told = Object.values(moments);
  page.table(
    ['system', 'record', ...Object.keys(moments)],
    (Object.keys(INSTANCES) as Instance[]).flatMap((instance) => {
      const names = [...new Set(told.flatMap((one) => Object.keys(one[instance])))].sort();
      return names.map((name, index) => [
        index === 0 ? INSTANCES[instance] : '',
        name,
        ...told.map((one) => one[instance][name] ?? '-'),
      ]);
    }),
  );
}
