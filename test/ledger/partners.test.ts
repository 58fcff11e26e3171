import type { Partner } from '../../contracts/policy';
import { openLedger, type OpenLedger } from './open-ledger';
import { decide, dispositionRequest, holdRequest, keyed, PERSON, place, receiveLot, tell } from './requests';

const ATLANTIC: Partner = { customers: ['atlantic-aerostructures'], suppliers: [] };
const ALPINE: Partner = { customers: ['alpine-jets'], suppliers: [] };
const MILL: Partner = { customers: [], suppliers: ['mill'] };
const ea = (value: string) => ({ value, unit: 'EA' as const });

let open: OpenLedger;
beforeAll(async () => {
  open = await openLedger();
});
afterAll(() => open.close());

let lots = 0;
/** A lot of 50 lies unrestricted at Lyon. */
async function bracket(): Promise<string> {
  const lot = `BRACKET-100:P-${++lots}`;
  await receiveLot(open.ledger, lot, '50');
  return lot;
}
const ship = (lot: string, customer: string, value: string, shipment = `SH-${lot}-${customer}`) =>
  tell(open.ledger, 'erp', 'erp.shipment.posted.v1', {
    shipment,
    customer,
    lines: [{ lot, quantity: ea(value) }],
  });
const seenBy = (partner: Partner, lot: string) => open.ledger.partnerLot(partner, lot);

describe('what was shipped to a partner', () => {
  it('is seen with its own quantity, released, and by nobody else', async () => {
    const lot = await bracket();
    await ship(lot, 'atlantic-aerostructures', '20');
    await ship(lot, 'alpine-jets', '5');
    expect(await seenBy(ATLANTIC, lot)).toEqual({
      lot,
      item: 'BRACKET-100',
      revision: null,
      quantity: ea('20'),
      state: 'released',
      certificates: [],
    });
    expect(await seenBy(ALPINE, lot)).toMatchObject({ quantity: ea('5') });
    expect(await seenBy(MILL, lot)).toBeNull();
    expect(await seenBy(ATLANTIC, 'BRACKET-100:NOBODY')).toBeNull();
  });

  it('is no more when the shipment was reversed, and was not before it', async () => {
    const lot = await bracket();
    expect(await seenBy(ATLANTIC, lot)).toBeNull();
    await ship(lot, 'atlantic-aerostructures', '20');
    await tell(open.ledger, 'erp', 'erp.shipment.reversed.v1', {
      shipment: `SH-${lot}-atlantic-aerostructures`,
      customer: 'atlantic-aerostructures',
      lines: [{ lot, quantity: ea('20') }],
    });
    expect(await seenBy(ATLANTIC, lot)).toBeNull();
  });

  it('is held while a hold covers it, or while what went out under one was not accepted', async () => {
    const lot = await bracket();
    await ship(lot, 'alpine-jets', '5');
    const hold = await place(open.ledger, holdRequest([lot]));
    expect(await seenBy(ALPINE, lot)).toMatchObject({ state: 'held' });
    await ship(lot, 'atlantic-aerostructures', '20');
    await decide(open.ledger, hold.id, dispositionRequest(lot, '25', 'scrap'));
    // As when the saga has seen to it that they are destroyed.
    await open.pool.query('update hold_lot set pending = 0, scrapped = 25 where hold = $1', [hold.id]);
    expect(await seenBy(ALPINE, lot)).toMatchObject({ state: 'held', quantity: ea('5') });
    expect(await seenBy(ATLANTIC, lot)).toMatchObject({ state: 'held', quantity: ea('20') });

    const { residual } = (await open.ledger.getHold(hold.id))!;
    const { id } = residual.find(({ customer }) => customer === 'alpine-jets')!;
    const accepted = { action: 'accept', reference: 'C-1', text: 'as agreed' } as const;
    await keyed(open.ledger, (tx) =>
      open.ledger.answerResidual(tx, hold.id, id, accepted, PERSON, new Date()),
    );
    expect(await seenBy(ALPINE, lot)).toMatchObject({ state: 'released' });
    expect(await seenBy(ATLANTIC, lot)).toMatchObject({ state: 'held' });
  });

  it('is shown with the inspections that passed, and no others', async () => {
    const lot = await bracket();
    await ship(lot, 'atlantic-aerostructures', '20');
    const inspect = async (number: string, state: string, verdict: string) => {
      await open.pool.query(
        `insert into inspection (id, transaction, system, number, state, plant, product_family, lot, revision, plan, opened_by_id, opened_by_name, opened_at)
         values ($1, $1, 'qms', $1, $2, 'lyon', 'wing-bracket', $3, 'B', '{"id":"IP-1","version":"3","characteristics":[]}', 'qms', 'qms', now())`,
        [number, state, lot],
      );
      await open.pool.query(
        `insert into inspection_result (inspection, result, judgement, from_qms, posted_by_id, posted_by_name, posted_at)
         values ($1, $2, '{}', true, 'qms', 'qms', now())`,
        [number, { verdict, measuredAt: '2026-11-02T10:00:00Z' }],
      );
    };
    await inspect('IN-1', 'passed', 'pass');
    await inspect('IN-2', 'failed', 'fail');
    expect((await seenBy(ATLANTIC, lot))?.certificates).toEqual([
      {
        inspection: { system: 'qms', id: 'IN-1' },
        plan: { id: 'IP-1', version: '3' },
        revision: 'B',
        result: 'pass',
        measuredAt: '2026-11-02T10:00:00Z',
      },
    ]);
  });
});

describe('what a partner supplied', () => {
  it('is seen as it was delivered, and not released before its owner clears it', async () => {
    const lot = `BAR-3:H-${++lots}`;
    const quantity = { value: '90', unit: 'MTR' as const };
    await tell(open.ledger, 'erp', 'erp.lot.received.v1', {
      lot,
      plant: 'lyon',
      location: 'A-01',
      quantity,
      supplier: 'mill',
      supplierLot: 'HEAT-1',
      status: 'inspection',
    });
    expect(await seenBy(MILL, lot)).toMatchObject({ quantity, state: 'held' });
    await tell(open.ledger, 'erp', 'erp.stock.moved.v1', {
      lot,
      plant: 'lyon',
      from: 'A-01',
      to: 'A-01',
      quantity,
      status: 'unrestricted',
    });
    expect(await seenBy(MILL, lot)).toMatchObject({ quantity, state: 'released' });
    expect(await seenBy(ATLANTIC, lot)).toBeNull();
  });
});

it('genealogy goes between a partner’s own lots, and not through those of others', async () => {
  const [first, second, between, far] = [await bracket(), await bracket(), await bracket(), await bracket()];
  const make = (from: string, to: string) =>
    tell(open.ledger, 'mes-lyon', 'mes.material.consumed.v1', {
      plant: 'lyon',
      order: `PO-${to}`,
      occurredAt: '2026-11-03T06:00:00Z',
      consumed: [{ lot: from, quantity: ea('6') }],
      produced: [{ lot: to, quantity: ea('6') }],
    });
  await make(first, second);
  await make(second, between);
  await make(between, far);
  for (const lot of [first, second, far]) await ship(lot, 'atlantic-aerostructures', '2');

  const traced = await open.ledger.partnerGenealogy(ATLANTIC, first, 'forward');
  expect(traced).toEqual({
    lot: first,
    direction: 'forward',
    nodes: [
      { lot: first, plant: null, quantity: ea('2'), held: false, depth: 0 },
      { lot: second, plant: null, quantity: ea('2'), held: false, depth: 1 },
    ],
    edges: [
      {
        from: first,
        to: second,
        quantity: ea('6'),
        system: 'interlock',
        recordedAt: expect.any(String),
        joined: false,
      },
    ],
    gaps: [],
    complete: true,
  });
  expect((await open.ledger.partnerGenealogy(ATLANTIC, far, 'backward'))?.nodes).toHaveLength(1);
  expect(await open.ledger.partnerGenealogy(ATLANTIC, between, 'forward')).toBeNull();
  expect(await open.ledger.partnerGenealogy(ALPINE, first, 'forward')).toBeNull();
});
