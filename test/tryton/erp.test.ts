import type { ErpPort } from '../../adapters/port';
import type { TrytonCaller } from '../../adapters/tryton/rpc';
import { trytonDate } from '../../adapters/tryton/values';
import { bring, context, dispositionAsk, instances, lotAsk, type TrytonInstances } from './instances';

let tryton: TrytonInstances;
let erp: ErpPort;
let floor: TrytonCaller;

beforeAll(async () => {
  tryton = await instances();
  erp = tryton.adapter<ErpPort>('erp');
  floor = tryton.as('floor', 'erp');
});

const order = async (user: TrytonCaller, model: string, reference: string) =>
  (await user.find<{ id: number; state: string }>(model, [['reference', '=', reference]], ['state']))[0]!;

describe('a lot that orders have already: PIN-10:L-0417, 70 pieces', () => {
  const LOT = 'PIN-10:L-0417';
  const shipment = (reference: string) => order(floor, 'stock.shipment.out', reference);

  test('says who has some of it', async () => {
    const exposed = await erp.exposure([LOT], context());
    expect(exposed.map(({ kind, quantity, customer }) => ({ kind, quantity, customer }))).toEqual(
      expect.arrayContaining([
        { kind: 'picked', quantity: '5', customer: 'pyrenees-aviation' },
        { kind: 'assigned', quantity: '20', customer: 'atlantic-aerostructures' },
        { kind: 'assigned', quantity: '12', customer: null },
      ]),
    );
  });

  test('is held by lock, quarantine and order holds, and read back', async () => {
    const seen = await bring(erp.effects.lot, lotAsk(LOT, 'held'));
    expect(seen).toMatchObject({
      state: 'held',
      quantity: '70',
      onHand: '70',
      native: 'unrestricted',
      cannotEnforce: null,
    });
    expect(seen.evidence).toContain('33 of 70 in QUAR');
    expect(seen.evidence).toContain('PO-7002');
  });

  test('is not moved twice when the same ask comes again', async () => {
    const ask = lotAsk(LOT, 'held');
    await bring(erp.effects.lot, ask);
    await bring(erp.effects.lot, ask);
    const moves = await tryton.as('admin', 'erp').find(
      'stock.move',
      [
        ['lot.number', '=', 'L-0417'],
        ['to_location.code', '=', 'QUAR'],
      ],
      ['quantity'],
    );
    expect(moves).toEqual([expect.objectContaining({ quantity: 33 })]);
  });

  test('the floor cannot consume it', async () => {
    const production = await order(floor, 'production', 'PO-7002');
    await expect(floor.press('production', 'run', [production.id])).rejects.toThrow(
      /alerts from failed inspections/,
    );
    expect((await order(floor, 'production', 'PO-7002')).state).toBe('assigned');
  });

  test('the floor cannot pick it', async () => {
    const { id } = await shipment('ATLANTIC-4417');
    await expect(floor.press('stock.shipment.out', 'pick', [id])).rejects.toThrow(
      /alerts from failed inspections/,
    );
  });

  test('the floor cannot assign it', async () => {
    const { id } = await shipment('ATLANTIC-4420');
    await floor.press('stock.shipment.out', 'assign_try', [id]);
    expect((await shipment('ATLANTIC-4420')).state).toBe('waiting');
  });

  test('the floor cannot post what was packed as shipped', async () => {
    const { id } = await shipment('PYRENEES-2201');
    await floor.press('stock.shipment.out', 'ship', [id]);
    await expect(floor.press('stock.shipment.out', 'do', [id])).rejects.toThrow(/expired/);
  });

  test('the floor can neither unlock it nor take it out of quarantine', async () => {
    const [lot] = await floor.find<{ id: number }>('stock.lot', [['number', '=', 'L-0417']], ['number']);
    const free = floor.write('stock.lot', [lot!.id], { shelf_life_expiration_date: null });
    await expect(free).rejects.toMatchObject({ name: 'TrytonRefusal', kind: 'UserError' });
    const [from, to] = await Promise.all(
      ['QUAR', 'STO'].map(
        async (code) =>
          (await floor.find<{ id: number }>('stock.location', [['code', '=', code]], ['code']))[0]!.id,
      ),
    );
    const [move] = await floor.find<{ product: number; unit: number; company: number }>(
      'stock.move',
      [['lot', '=', lot!.id]],
      ['product', 'unit', 'company'],
    );
    const place = { from_location: from, to_location: to, company: move!.company };
    const taken = floor.create('stock.shipment.internal', {
      ...place,
      moves: [
        ['create', [{ ...place, product: move!.product, unit: move!.unit, lot: lot!.id, quantity: 1 }]],
      ],
    });
    await expect(taken).rejects.toThrow(/Nothing leaves quarantine/);
  });

  test('an alert that somebody resolves is found out', async () => {
    const quality = tryton.as('quality', 'erp');
    const [alert] = await quality.find<{ id: number }>(
      'quality.alert',
      [
        ['state', '=', 'open'],
        ['title', 'like', '%L-0417%'],
      ],
      ['state'],
    );
    await quality.press('quality.alert', 'process', [alert!.id]);
    await quality.press('quality.alert', 'resolve', [alert!.id]);
    const [seen] = await erp.effects.lot.observe([lotAsk(LOT, 'held')], context());
    expect(Number(seen!.quantity)).toBeLessThan(70);
    expect(await bring(erp.effects.lot, lotAsk(LOT, 'held'))).toMatchObject({ quantity: '70' });
  });

  test('a part is held in quarantine without a lock, and says what that is worth', async () => {
    const seen = await bring(erp.effects.lot, lotAsk(LOT, 'held', '1'));
    expect(seen).toMatchObject({ state: 'held', quantity: '1', onHand: '70' });
    expect(seen.cannotEnforce).toMatch(/cannot lock part of a lot: 1 of 70/);
    const production = await order(floor, 'production', 'PO-7002');
    await floor.press('production', 'run', [production.id]);
  });

  test('scrap leaves quarantine once, by a document that is found again', async () => {
    const ask = dispositionAsk(LOT, 'DP-scrap', 'scrap', '1');
    expect(await bring(erp.effects.disposition, ask)).toMatchObject({ state: 'posted', quantity: '1' });
    expect(await bring(erp.effects.disposition, ask)).toMatchObject({ state: 'posted', quantity: '1' });
    expect(await bring(erp.effects.lot, lotAsk(LOT, 'free'))).toMatchObject({
      state: 'free',
      quantity: '0',
      onHand: '57',
    });
    const { id } = await shipment('ATLANTIC-4417');
    await floor.press('stock.shipment.out', 'pick', [id]);
  });
});

describe('what a hold restores', () => {
  const LOT = 'PIN-10:L-0401';

  test.each(['2031-05-01', '2020-01-31'])('a shelf life that ends %s', async (day) => {
    const admin = tryton.as('admin', 'erp');
    const [lot] = await admin.find<{ id: number }>('stock.lot', [['number', '=', 'L-0401']], ['number']);
    await admin.write('stock.lot', [lot!.id], { shelf_life_expiration_date: trytonDate(day) });
    const native = day < '2026' ? 'expired' : 'unrestricted';
    const [before] = await erp.effects.lot.ask([lotAsk(LOT, 'held')], context());
    expect(before).toMatchObject({ outcome: 'acknowledged', prior: native });
    expect(await bring(erp.effects.lot, lotAsk(LOT, 'free'))).toMatchObject({ state: 'free', native });
    const [after] = await admin.read('stock.lot', [lot!.id], ['shelf_life_expiration_date']);
    expect(after).toMatchObject({ shelf_life_expiration_date: trytonDate(day) });
  });

  test('a free past its deadline frees nothing', async () => {
    await bring(erp.effects.lot, lotAsk(LOT, 'held'));
    const late = { ...lotAsk(LOT, 'free'), deadline: new Date(Date.now() - 1).toISOString() };
    const [answer] = await erp.effects.lot.ask([late], context());
    expect(answer).toMatchObject({ outcome: 'rejected', code: 'tryton-late' });
    expect((await erp.effects.lot.observe([late], context()))[0]).toMatchObject({
      state: 'held',
      quantity: '300',
    });
  });

  test('a lock whose note is gone stays', async () => {
    const admin = tryton.as('admin', 'erp');
    const [lot] = await admin.find<{ id: number }>('stock.lot', [['number', '=', 'L-0401']], ['number']);
    const notes = await admin.find<{ id: number }>(
      'ir.note',
      [['resource', '=', `stock.lot,${lot!.id}`]],
      ['message'],
    );
    await admin.remove(
      'ir.note',
      notes.map(({ id }) => id),
    );
    const [answer] = await erp.effects.lot.ask([lotAsk(LOT, 'free')], context());
    expect(answer).toMatchObject({ outcome: 'rejected', code: 'tryton-prior' });
  });
});

test('a lot that is not here yet is held when it comes', async () => {
  expect(await bring(erp.effects.lot, lotAsk('PIN-10:L-0999', 'held'))).toMatchObject({
    state: 'held',
    quantity: '0',
  });
});

test('a lot of an item that is not here is refused', async () => {
  const [answer] = await erp.effects.lot.ask([lotAsk('NUT-1:L-1', 'held')], context());
  expect(answer).toMatchObject({ outcome: 'rejected', code: 'tryton-missing' });
});

test('a received lot goes back to its supplier though it is locked, and is locked still', async () => {
  const LOT = 'BAR-3:H-7785';
  await bring(erp.effects.lot, lotAsk(LOT, 'held'));
  const seen = await bring(
    erp.effects.disposition,
    dispositionAsk(LOT, 'DP-return', 'return-to-supplier', '12.5'),
  );
  expect(seen).toMatchObject({ state: 'posted', quantity: '12.5' });
  expect((await erp.effects.lot.observe([lotAsk(LOT, 'held')], context()))[0]).toMatchObject({
    state: 'held',
    quantity: '77.5',
  });
});

test('scrap that is reversed comes back into quarantine', async () => {
  const LOT = 'PIN-10:L-0415';
  await bring(erp.effects.lot, lotAsk(LOT, 'held'));
  await bring(erp.effects.disposition, dispositionAsk(LOT, 'DP-undo', 'scrap', '3'));
  const undone = dispositionAsk(LOT, 'DP-undo', 'scrap', '3', 'undone');
  expect(await bring(erp.effects.disposition, undone)).toMatchObject({ state: 'undone' });
  expect((await erp.effects.lot.observe([lotAsk(LOT, 'held')], context()))[0]).toMatchObject({
    quantity: '1200',
  });
});

test('a decision that Tryton has no document for is refused with what to do', async () => {
  const [answer] = await erp.effects.disposition.ask(
    [dispositionAsk('PIN-10:L-0415', 'DP-regrade', 'regrade', '1')],
    context(),
  );
  expect(answer).toMatchObject({ outcome: 'rejected', code: 'tryton-notsupported' });
});

test('a lot that a closed period keeps from being locked rests on quarantine, and says so', async () => {
  const LOT = 'PIN-10:L-0500';
  const admin = tryton.as('admin', 'erp');
  await stockOf(admin, 'L-0500', 12, '2026-01-10');
  const [company] = await admin.find<{ id: number }>('company.company', [], []);
  const period = await admin.create('stock.period', { company: company!.id, date: trytonDate('2026-01-31') });
  await admin.press('stock.period', 'close', [period]);
  const seen = await bring(erp.effects.lot, lotAsk(LOT, 'held'));
  expect(seen).toMatchObject({ state: 'held', quantity: '12', onHand: '12' });
  expect(seen.cannotEnforce).toMatch(/not locked: 12 of 12 rests in quarantine/);
  expect(await bring(erp.effects.lot, lotAsk(LOT, 'free'))).toMatchObject({ state: 'free', onHand: '12' });
});

/** Counts a new lot of pins in, on a day of the past. */
async function stockOf(admin: TrytonCaller, number: string, quantity: number, day: string): Promise<void> {
  const [product] = await admin.find<{ id: number }>('product.product', [['code', '=', 'PIN-10']], ['code']);
  const [storage] = await admin.find<{ id: number }>('stock.location', [['code', '=', 'STO']], ['code']);
  const lot = await admin.create('stock.lot', { number, product: product!.id });
  const inventory = await admin.create('stock.inventory', {
    location: storage!.id,
    date: trytonDate(day),
    empty_quantity: 'keep',
    lines: [['create', [{ product: product!.id, lot, quantity }]]],
  });
  await admin.press('stock.inventory', 'confirm', [inventory]);
}
