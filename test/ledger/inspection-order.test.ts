import { learnPins, openAt, post, resultOf, readingsOf, without } from './inspections';
import { openLedger, type OpenLedger } from './open-ledger';
import { receiveLot } from './requests';
import { dispatch, goOn, ShopFloorDouble } from './shop-floor';

const TUESDAY = new Date('2026-11-24T08:00:00Z');

let open: OpenLedger;
beforeAll(async () => {
  open = await openLedger();
});
afterAll(() => open.close());

it('a production order waits for a lot whose inspection is pending, and is told when it passes', async () => {
  const { ledger, pool } = open;
  await learnPins(ledger);
  const lot = 'PIN-10:O-1';
  await receiveLot(ledger, lot);
  await openAt(ledger, { plant: 'lyon', lot, order: 'PO-7001', operation: '10', checkpoint: 'CP-1' });
  const systems = new ShopFloorDouble({
    reservations: [{ lot, quantity: '6' }],
  });
  const { id } = await dispatch(ledger, systems, TUESDAY);
  expect(await goOn(ledger, systems, id, TUESDAY)).toMatchObject({ state: 'waiting' });
  expect((await ledger.orders.get(id))!.findings).toMatchObject([{ code: 'material-blocked', subject: lot }]);
  const looks = async () =>
    (await pool.query("select 1 from command where subject = $1 and kind = 'look'", [id])).rows.length;
  const before = await looks();
  await post(
    ledger,
    resultOf(lot, {
      readings: readingsOf(without('66')),
      sampling: { lotSize: 70, sampleSize: 69, accept: 0, reject: 1 },
      verdict: 'pass',
    }),
  );
  expect(await looks()).toBe(before + 1);
  expect(await goOn(ledger, systems, id, TUESDAY)).toMatchObject({ state: 'released' });
});
