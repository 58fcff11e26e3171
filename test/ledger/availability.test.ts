import { openLedger, type OpenLedger } from './open-ledger';
import { holdRequest, keyed, PERSON, place, receiveLot, tell } from './requests';

let open: OpenLedger;
beforeAll(async () => {
  open = await openLedger();
});
afterAll(() => open.close());

const AT = new Date('2026-11-20T08:00:00Z');
const at = (plant: string) => open.ledger.availability('PIN-10', plant, AT);

it('what of an item lies at a plant is free, held, assigned or restricted, and adds up', async () => {
  const { ledger } = open;
  await receiveLot(ledger, 'PIN-10:L-1', '100', AT);
  await receiveLot(ledger, 'PIN-10:L-2', '50', AT);
  await tell(
    ledger,
    'erp',
    'erp.lot.received.v1',
    {
      lot: 'PIN-10:L-3',
      plant: 'lyon',
      location: 'A-02',
      quantity: { value: '7', unit: 'EA' },
      status: 'inspection',
    },
    AT,
  );
  expect(await at('lyon')).toEqual({ free: '150', held: '0', assigned: '0', restricted: '7' });

  const part = { lot: 'PIN-10:L-1', quantity: { value: '30', unit: 'EA' as const } };
  await keyed(ledger, (tx) =>
    ledger.authorizations.authorize(
      tx,
      { shipment: 'SH-1', plant: 'lyon', customer: 'pyrenees-aviation', lines: [part] },
      0,
      PERSON,
      AT,
    ),
  );
  expect(await at('lyon')).toEqual({ free: '120', held: '0', assigned: '30', restricted: '7' });

  await place(ledger, holdRequest(['PIN-10:L-2']), AT);
  expect(await at('lyon')).toEqual({ free: '70', held: '50', assigned: '30', restricted: '7' });

  await tell(
    ledger,
    'erp',
    'erp.transfer.dispatched.v1',
    { lot: 'PIN-10:L-2', from: 'lyon', to: 'monterrey', quantity: { value: '20', unit: 'EA' } },
    AT,
  );
  expect(await at('lyon')).toMatchObject({ free: '70', held: '30' });
  expect(await at('monterrey')).toEqual({ free: '0', held: '0', assigned: '0', restricted: '0' });
});

it('what is kept for an order whose dispatch is open is assigned', async () => {
  const { ledger, pool } = open;
  const before = await at('lyon');
  await pool.query(
    `insert into order_dispatch (id, transaction, order_system, order_id, plant, state, product_family, ask_since, requested_by_id, requested_by_name, requested_at)
     values ('OD-1', 'TX-1', 'erp', 'PO-1', 'lyon', 'waiting', 'wing-bracket', $1, 'p', 'P', $1)`,
    [AT],
  );
  await pool.query(
    `insert into order_reservation (dispatch, lot, quantity) values ('OD-1', 'PIN-10:L-1', 25)`,
  );
  expect(await ledger.availability('PIN-10', 'lyon', AT)).toMatchObject({
    free: String(Number(before.free) - 25),
    assigned: String(Number(before.assigned) + 25),
  });
  await pool.query(`update order_dispatch set state = 'cancelled' where id = 'OD-1'`);
  expect(await at('lyon')).toEqual(before);
});
