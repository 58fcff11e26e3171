import type { ErpPort, MesPort, QmsPort } from '../../adapters/port';
import type { TrytonCaller } from '../../adapters/tryton/rpc';
import { bring, context, instances, type TrytonInstances } from './instances';
import { itemAsk, newItem, packageOf } from './revisions';

let tryton: TrytonInstances;
let erp: ErpPort;
let mes: MesPort;
let qms: QmsPort;
let admin: TrytonCaller;

beforeAll(async () => {
  tryton = await instances();
  erp = tryton.adapter<ErpPort>('erp');
  mes = tryton.adapter<MesPort>('mes');
  qms = tryton.adapter<QmsPort>('qms');
  admin = tryton.as('admin', 'erp');
});

const LABELS = { 'production.bom': 'code', 'production.routing': 'name', 'quality.control': 'name' } as const;

/** Every record of the item's revisions, archived ones in brackets. */
async function records(who: TrytonCaller, model: keyof typeof LABELS, item: string): Promise<string[]> {
  const field = LABELS[model];
  const rows = await who.find<{ active: boolean } & Record<typeof field, string>>(
    model,
    [[field, 'like', `${item}/%`]],
    [field, 'active'],
    { active_test: false },
  );
  return rows.map((row) => (row.active ? row[field] : `(${row[field]})`));
}

/** BOM and routing of each of the item's links, in order. */
async function links(item: string): Promise<string[]> {
  const rows = await admin.find<{ 'bom.': { code: string }; 'routing.': { name: string } | null }>(
    'product.product-production.bom',
    [['product.code', '=', item]],
    ['bom.code', 'routing.name'],
    {},
    [
      ['sequence', 'ASC NULLS FIRST'],
      ['id', 'ASC'],
    ],
  );
  return rows.map((row) => `${row['bom.'].code} by ${row['routing.']?.name}`);
}

describe.each(['erp', 'mes'] as const)('BOM and routing in the %s', (role) => {
  const port = () => (role === 'erp' ? erp : mes).effects.item;
  const item = `NUT-${role}`;

  beforeAll(() => newItem(tryton, item));

  test('are staged as archived copies, twice as once', async () => {
    const who = tryton.as('admin', role);
    for (let time = 1; time <= 2; time += 1) {
      expect(await bring(port(), itemAsk(item, 'staged'))).toMatchObject({ state: 'staged' });
      expect(await records(who, 'production.bom', item)).toEqual([`${item}/B`, `(${item}/C staged ECO-1)`]);
      expect(await records(who, 'production.routing', item)).toEqual([
        `${item}/B`,
        `(${item}/C staged ECO-1)`,
      ]);
    }
  });

  test('are undone without a trace, twice as once, and may be staged again', async () => {
    const who = tryton.as('admin', role);
    for (let time = 1; time <= 2; time += 1) {
      expect(await bring(port(), itemAsk(item, 'undone'))).toMatchObject({ state: 'undone' });
      expect(await records(who, 'production.bom', item)).toEqual([`${item}/B`]);
      expect(await records(who, 'production.routing', item)).toEqual([`${item}/B`]);
    }
    expect(await bring(port(), itemAsk(item, 'staged'))).toMatchObject({ state: 'staged' });
  });

  test('are activated, twice as once', async () => {
    const who = tryton.as('admin', role);
    for (let time = 1; time <= 2; time += 1) {
      expect(await bring(port(), itemAsk(item, 'active'))).toMatchObject({ state: 'active' });
      expect(await records(who, 'production.bom', item)).toEqual([`(${item}/B)`, `${item}/C`]);
      expect(await records(who, 'production.routing', item)).toEqual([`(${item}/B)`, `${item}/C`]);
    }
  });

  test('are not undone once they are in use', async () => {
    const [answer] = await port().ask([itemAsk(item, 'undone')], context());
    expect(answer).toMatchObject({ outcome: 'rejected', code: 'tryton-inuse' });
  });
});

test('activation puts the new BOM first, whatever stands beside the old one', async () => {
  const item = await newItem(tryton, 'NUT-order');
  const product = await admin.find<{ id: number }>('product.product', [['code', '=', item]], []);
  const [old] = await admin.find<{ id: number; outputs: number[] }>(
    'production.bom',
    [['code', '=', `${item}/B`]],
    ['outputs'],
  );
  const [other] = (await admin.call('model.production.bom.copy', [
    [old!.id],
    { code: 'by hand', routings: [] },
  ])) as [number];
  await admin.create('product.product-production.bom', { product: product[0]!.id, bom: other, sequence: 20 });
  await bring(erp.effects.item, itemAsk(item, 'staged'));
  expect(await links(item)).toEqual([`${item}/B by ${item}/B`, 'by hand by undefined']);
  await bring(erp.effects.item, itemAsk(item, 'active'));
  expect(await links(item)).toEqual([`${item}/C by ${item}/C`, 'by hand by undefined']);
});

test('a system that has another quantity says in which line', async () => {
  const item = await newItem(tryton, 'NUT-rounded');
  await bring(erp.effects.item, itemAsk(item, 'staged'));
  // An archived BOM cannot be edited in Tryton; its lines can.
  const [line] = await admin.find<{ id: number }>(
    'production.bom.input',
    [['bom.code', '=', `${item}/C staged ECO-1`]],
    [],
  );
  await admin.write('production.bom.input', [line!.id], { quantity: 0.1 });
  const [seen] = await erp.effects.item.observe([itemAsk(item, 'staged')], context());
  expect(seen).toMatchObject({
    state: 'different',
    evidence: 'BOM line BAR-3: 0.1 MTR instead of 0.07 MTR',
  });
  expect(await bring(erp.effects.item, itemAsk(item, 'staged'))).toMatchObject({ state: 'staged' });
});

test('a quantity that Tryton does not take is refused, and nothing is left half made', async () => {
  const item = await newItem(tryton, 'NUT-fine');
  const revision = packageOf(item);
  const fine = { ...revision, bom: revision.bom.map((line) => ({ ...line, quantity: '0.0667' })) };
  const [answer] = await erp.effects.item.ask([itemAsk(item, 'staged', { revision: fine })], context());
  expect(answer).toMatchObject({ outcome: 'rejected', code: 'tryton-usererror' });
  expect(await bring(erp.effects.item, itemAsk(item, 'undone'))).toMatchObject({ state: 'undone' });
  expect(await records(admin, 'production.bom', item)).toEqual([`${item}/B`]);
});

test('a staged BOM that somebody makes usable is found out', async () => {
  const item = await newItem(tryton, 'NUT-offered');
  await bring(erp.effects.item, itemAsk(item, 'staged'));
  const [bom] = await admin.find<{ id: number }>(
    'production.bom',
    [['code', '=', `${item}/C staged ECO-1`]],
    [],
    { active_test: false },
  );
  await admin.write('production.bom', [bom!.id], { active: true });
  const [seen] = await erp.effects.item.observe([itemAsk(item, 'staged')], context());
  expect(seen).toMatchObject({ state: 'different' });
  expect(seen!.evidence).toMatch(/offered already/);
});

test('what an order has taken meanwhile is archived, not deleted', async () => {
  const item = await newItem(tryton, 'NUT-taken');
  await bring(erp.effects.item, itemAsk(item, 'staged'));
  await order(admin, item, 'C staged ECO-1', 'PO-taken');
  expect(await bring(erp.effects.item, itemAsk(item, 'undone'))).toMatchObject({ state: 'undone' });
  expect(await records(admin, 'production.bom', item)).toEqual([`${item}/B`, `(${item}/C undone ECO-1)`]);
});

test('two changes do not stage one item', async () => {
  const item = await newItem(tryton, 'NUT-two');
  await bring(erp.effects.item, itemAsk(item, 'staged'));
  const [answer] = await erp.effects.item.ask([itemAsk(item, 'staged', { change: 'ECO-2' })], context());
  expect(answer).toMatchObject({ outcome: 'rejected', code: 'tryton-taken' });
  const [seen] = await erp.effects.item.observe([itemAsk(item, 'undone', { change: 'ECO-2' })], context());
  expect(seen).toMatchObject({ state: 'undone' });
});

test('what is only put together has a BOM, and no routing', async () => {
  const item = await newItem(tryton, 'NUT-kit');
  const kit = { revision: { ...packageOf(item), routing: [] } };
  for (const state of ['staged', 'active'] as const)
    expect(await bring(erp.effects.item, itemAsk(item, state, kit))).toMatchObject({ state });
  expect(await links(item)).toEqual([`${item}/C by undefined`]);
});

test('of what is bought Tryton keeps nothing', async () => {
  const bought = { revision: { ...packageOf('BAR-3'), bom: [], routing: [], plan: null } };
  const seen = await bring(erp.effects.item, itemAsk('BAR-3', 'staged', bought));
  expect(seen).toMatchObject({ state: 'staged', evidence: 'rev C has nothing that is kept here' });
  expect(await records(admin, 'production.bom', 'BAR-3')).toEqual([]);
});

test('a plant that the instance does not stand for is refused', async () => {
  const item = await newItem(tryton, 'NUT-plant');
  const elsewhere = { plant: 'monterrey' };
  const [answer] = await erp.effects.item.ask([itemAsk(item, 'staged', elsewhere)], context());
  expect(answer).toMatchObject({ outcome: 'rejected', code: 'tryton-otherplant' });
  expect(await bring(erp.effects.item, itemAsk(item, 'undone', elsewhere))).toMatchObject({
    state: 'undone',
  });
  const assessed = await erp.assess({ plant: 'monterrey', items: [item] }, context());
  expect(assessed.items).toMatchObject([{ item, known: false }]);
});

test('orders on the old BOM are listed, and carry on', async () => {
  const item = await newItem(tryton, 'NUT-orders');
  await order(admin, item, 'B', 'PO-old');
  await bring(erp.effects.item, itemAsk(item, 'staged'));
  const before = await erp.assess({ plant: 'lyon', items: [item] }, context());
  expect(before.items).toMatchObject([{ known: true, active: 'B', staged: 'C', stagedBy: 'ECO-1' }]);
  expect(before.objects).toEqual([
    { object: 'order', id: 'PO-old', item, revision: 'B', quantity: '5', unit: 'EA', made: null },
  ]);
  await bring(erp.effects.item, itemAsk(item, 'active'));
  const after = await erp.assess({ plant: 'lyon', items: [item] }, context());
  expect(after.items).toMatchObject([{ active: 'C', staged: null, stagedBy: null }]);
  expect(after.objects).toMatchObject([{ id: 'PO-old', revision: 'B' }]);

  const floor = tryton.as('floor', 'erp');
  const [production] = await floor.find<{ id: number }>('production', [['reference', '=', 'PO-old']], []);
  for (const button of ['wait', 'assign_try', 'run', 'do'])
    await floor.press('production', button, [production!.id]);
  const made = await erp.assess({ plant: 'lyon', items: [item] }, context());
  expect(made.objects).toMatchObject([
    { object: 'stock', id: `${item}:PO-old`, revision: 'B', quantity: '5', unit: 'EA' },
  ]);
});

test('the MES tells its work centres, and lots in the making', async () => {
  const item = await newItem(tryton, 'NUT-making');
  const who = tryton.as('admin', 'mes');
  const production = await order(who, item, 'B', 'PO-making');
  for (const button of ['wait', 'assign_try', 'run']) await who.press('production', button, [production]);
  const assessed = await mes.assess({ plant: 'lyon', items: [item] }, context());
  expect(assessed.workCentres).toEqual(expect.arrayContaining(['CNC-2', 'PRESS-1', 'ASM-1']));
  expect(assessed.items).toMatchObject([{ openLots: [`${item}:PO-making`] }]);
});

test('new starts cannot be stopped, and that is said', async () => {
  const ask = (state: 'held' | 'free') => ({
    ...itemAsk('PIN-10', state),
    subject: { kind: 'starts', id: 'PIN-10@lyon' } as const,
  });
  const held = await bring(mes.effects.starts, ask('held'));
  expect(held.state).toBe('held');
  expect(held.cannotEnforce).toMatch(/cannot stop new starts of PIN-10/);
  expect(await bring(mes.effects.starts, ask('free'))).toMatchObject({ state: 'free', cannotEnforce: null });
});

describe('the inspection plan', () => {
  const item = 'NUT-plan';
  let who: TrytonCaller;

  beforeAll(async () => {
    who = tryton.as('admin', 'qms');
    await newItem(tryton, item);
  });

  test('is staged as an archived control, twice as once', async () => {
    for (let time = 1; time <= 2; time += 1) {
      expect(await bring(qms.effects.item, itemAsk(item, 'staged'))).toMatchObject({ state: 'staged' });
      expect(await records(who, 'quality.control', item)).toEqual([`${item}/B`, `(${item}/C staged ECO-1)`]);
    }
  });

  test('that differs is told by characteristic', async () => {
    const [point] = await who.find<{ id: number }>(
      'quality.control.point',
      [
        ['control.name', '=', `${item}/C staged ECO-1`],
        ['name', '=', 'diameter_2'],
      ],
      [],
    );
    await who.write('quality.control.point', [point!.id], { tolerance_lower: 9.9 });
    const [seen] = await qms.effects.item.observe([itemAsk(item, 'staged')], context());
    expect(seen).toMatchObject({
      state: 'different',
      evidence: 'characteristic diameter-2: lower limit 9.9 MMT instead of 9.96 MMT',
    });
  });

  test('is undone, twice as once', async () => {
    for (let time = 1; time <= 2; time += 1) {
      expect(await bring(qms.effects.item, itemAsk(item, 'undone'))).toMatchObject({ state: 'undone' });
      expect(await records(who, 'quality.control', item)).toEqual([`${item}/B`]);
    }
  });

  test('is activated by switching, twice as once', async () => {
    await bring(qms.effects.item, itemAsk(item, 'staged'));
    for (let time = 1; time <= 2; time += 1) {
      expect(await bring(qms.effects.item, itemAsk(item, 'active'))).toMatchObject({ state: 'active' });
      expect(await records(who, 'quality.control', item)).toEqual([`(${item}/B)`, `${item}/C`]);
    }
  });

  test('in force is told, with what was measured last', async () => {
    const inspector = tryton.as('quality', 'qms');
    const production = await order(who, item, 'B', 'PO-plan');
    await inspect(inspector, `${item}/C`, production, 'pin 2', 9.955);
    await inspect(inspector, `${item}/C`, production, 'pin 4', 10);
    const assessed = await qms.assess({ plant: 'lyon', items: [item] }, context());
    expect(assessed.items).toMatchObject([{ known: true, active: 'C', staged: null }]);
    expect(assessed.plans).toEqual([{ item, revision: 'C', plan: packageOf(item).plan }]);
    expect(assessed.readings).toHaveLength(6);
    expect(assessed.readings[0]).toEqual({
      item,
      lot: `${item}:PO-plan`,
      piece: '2',
      characteristic: 'diameter-1',
      value: '9.955',
      unit: 'MMT',
    });
  });
});

/** An order of five by a BOM, which uses up half a metre of bar. @returns its id */
async function order(who: TrytonCaller, item: string, revision: string, reference: string): Promise<number> {
  const one = async <T>(model: string, domain: unknown[], fields: string[] = []) =>
    (await who.find<T & { id: number }>(model, domain, fields, { active_test: false }))[0]!;
  const place = async (code: string) => (await one('stock.location', [['code', '=', code]])).id;
  const product = await one<{ default_uom: number }>(
    'product.product',
    [['code', '=', item]],
    ['default_uom'],
  );
  const bar = await one<{ product: number; default_uom: number }>(
    'stock.lot',
    [['number', '=', 'H-7784']],
    ['product', 'default_uom'],
  );
  const bom = await one('production.bom', [['code', '=', `${item}/${revision}`]]);
  const company = await one<{ currency: number }>('company.company', [], ['currency']);
  const production = await one('stock.location', [['type', '=', 'production']]);
  const lot = await who.create('stock.lot', { number: reference, product: product.id });
  const storage = await place('STO');
  const owner = { company: company.id };
  const value = { unit_price: { __class__: 'Decimal', decimal: '1' }, currency: company.currency };
  return who.create('production', {
    ...owner,
    reference,
    product: product.id,
    bom: bom.id,
    unit: product.default_uom,
    quantity: 5,
    warehouse: await place('WH'),
    location: production.id,
    inputs: [
      [
        'create',
        [
          {
            ...owner,
            product: bar.product,
            unit: bar.default_uom,
            lot: bar.id,
            quantity: 0.5,
            from_location: storage,
            to_location: production.id,
          },
        ],
      ],
    ],
    outputs: [
      [
        'create',
        [
          {
            ...owner,
            ...value,
            product: product.id,
            unit: product.default_uom,
            lot,
            quantity: 5,
            from_location: production.id,
            to_location: storage,
          },
        ],
      ],
    ],
  });
}

async function inspect(
  who: TrytonCaller,
  control: string,
  production: number,
  reference: string,
  diameter: number,
): Promise<void> {
  const [found] = await who.find<{ id: number; company: number }>(
    'quality.control',
    [['name', '=', control]],
    ['company'],
  );
  const id = await who.create('quality.inspection', {
    control: found!.id,
    company: found!.company,
    origin: `production,${production}`,
    reference,
    points: { diameter_1: diameter, diameter_2: diameter, diameter_3: diameter },
  });
  await who.press('quality.inspection', 'process', [id]);
}
