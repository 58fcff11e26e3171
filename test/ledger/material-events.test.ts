import type { InboundData } from '../../contracts/inbound';
import type { Hold } from '../../contracts/hold';
import type { Ledger } from '../../ledger';
import { openLedger, type OpenLedger } from './open-ledger';
import { holdRequest, place, receiveLot, tell } from './requests';

let open: OpenLedger;
let ledger: Ledger;
beforeAll(async () => {
  open = await openLedger();
  ledger = open.ledger;
});
afterAll(() => open.close());

let tests = 0;
let lot: string;
beforeEach(() => (lot = `PIN-10:V${++tests}`));
const ea = (value: string) => ({ value, unit: 'EA' as const });

interface LotView {
  readonly quantity: { readonly value: string };
  readonly holds: readonly string[];
  readonly stock: readonly {
    plant: string;
    location: string;
    quantity: string;
    special: string | null;
    status: string;
  }[];
}
const view = async (name = lot) => (await ledger.getLot(name)) as unknown as LotView;
const lies = async () =>
  (await view()).stock.map(({ plant, location, quantity }) => `${quantity} at ${plant} ${location}`);

type Transfer = InboundData<'erp.transfer.dispatched.v1'>;
const transfer = (value: string, changes: Partial<Transfer> = {}): Transfer => ({
  lot,
  from: 'lyon',
  to: 'monterrey',
  quantity: ea(value),
  transfer: 'TR-1',
  ...changes,
});
const dispatched = (value: string) => tell(ledger, 'erp', 'erp.transfer.dispatched.v1', transfer(value));
const arrived = (value: string) =>
  tell(ledger, 'erp', 'erp.transfer.received.v1', transfer(value, { location: 'MTY-STORE' }));
const shipment = (value: string) => ({
  shipment: `SH-${lot}`,
  customer: 'pyrenees-aviation',
  lines: [{ lot, quantity: ea(value) }],
});
const posted = (value: string) => tell(ledger, 'erp', 'erp.shipment.posted.v1', shipment(value));
const takenBack = (value: string) => tell(ledger, 'erp', 'erp.shipment.reversed.v1', shipment(value));
const account = (hold: Hold | null) => hold!.lots.find((one) => one.lot === lot)!;

describe('a transfer', () => {
  it('is in transit until it arrives, and keeps its status', async () => {
    await receiveLot(ledger, lot);
    await dispatched('50');
    expect(await lies()).toEqual(['20 at lyon A-01', '50 at lyon IN-TRANSIT/monterrey']);
    expect((await view()).stock.map(({ special }) => special)).toEqual([null, 'in-transit']);
    await arrived('30');
    expect(await lies()).toEqual([
      '20 at lyon A-01',
      '20 at lyon IN-TRANSIT/monterrey',
      '30 at monterrey MTY-STORE',
    ]);
    await arrived('20');
    expect(await lies()).toEqual(['20 at lyon A-01', '50 at monterrey MTY-STORE']);
    expect((await view()).quantity.value).toBe('70');
  });

  it('is the same when its arrival is told first', async () => {
    await receiveLot(ledger, lot);
    await arrived('50');
    expect(await lies()).toEqual(['20 at lyon A-01', '50 at monterrey MTY-STORE']);
    await dispatched('50');
    expect(await lies()).toEqual(['20 at lyon A-01', '50 at monterrey MTY-STORE']);
  });

  it('is held at both ends, and where it arrives; on its way it is residual', async () => {
    await receiveLot(ledger, lot);
    await dispatched('50');
    const { id, targets, residual } = await place(ledger, holdRequest([lot]));
    const systems = targets.filter(({ required }) => required).map(({ system }) => system);
    expect(systems.sort()).toEqual(['erp', 'mes-lyon', 'mes-monterrey', 'wms']);
    expect(residual).toMatchObject([
      { lot, kind: 'in-transit', quantity: ea('50'), reference: 'TR-1', system: 'erp' },
    ]);
    await arrived('50');
    expect(await releasable('monterrey')).toBe('0');
    expect((await view()).holds).toEqual([id]);
  });

  it('that is told of a held lot asks the MES of the plant that it is bound for', async () => {
    await receiveLot(ledger, lot);
    const { id } = await place(ledger, holdRequest([lot]));
    await dispatched('50');
    const systems = (await ledger.getHold(id))!.targets.map(({ system }) => system);
    expect(systems).toContain('mes-monterrey');
  });
});

const releasable = async (plant: string) =>
  (
    await ledger.releasability(
      { lot, plant, action: 'ship', purpose: 'sale', quantity: null, to: null, order: null, customer: null },
      null,
      new Date(),
    )
  ).releasableQuantity.value;

describe('a shipment that is taken back', () => {
  it('lies again where it lay, whichever is told first', async () => {
    await receiveLot(ledger, lot);
    await posted('50');
    expect(await lies()).toEqual(['20 at lyon A-01']);
    await takenBack('50');
    expect(await lies()).toEqual(['70 at lyon A-01']);
    await posted('50');
    expect(await lies()).toEqual(['20 at lyon A-01']);
    lot = `${lot}-other`;
    await receiveLot(ledger, lot);
    await takenBack('50');
    await posted('50');
    expect(await lies()).toEqual(['70 at lyon A-01']);
  });

  it('that is told twice has left once', async () => {
    await receiveLot(ledger, lot);
    await posted('50');
    await posted('50');
    expect(await lies()).toEqual(['20 at lyon A-01']);
  });

  it('has not escaped: it is held again, and its residual stays for a person', async () => {
    await receiveLot(ledger, lot);
    const { id } = await place(ledger, holdRequest([lot]));
    await posted('50');
    expect(account(await ledger.getHold(id))).toMatchObject({ undecided: '20', escaped: '50' });
    await takenBack('50');
    const hold = await ledger.getHold(id);
    expect(account(hold)).toMatchObject({ undecided: '70', escaped: '0', quantity: '70' });
    expect(hold!.residual).toMatchObject([{ kind: 'shipped', answer: null }]);
    expect(await releasable('lyon')).toBe('0');
  });

  it('before the hold was placed is residual at once, and more to hold when it is taken back', async () => {
    await receiveLot(ledger, lot);
    await posted('50');
    const { id, residual } = await place(ledger, holdRequest([lot]));
    expect(residual).toMatchObject([
      { kind: 'shipped', quantity: ea('50'), customer: 'pyrenees-aviation', reference: `SH-${lot}` },
    ]);
    await takenBack('50');
    expect(account(await ledger.getHold(id))).toMatchObject({ quantity: '70', undecided: '70' });
  });
});

describe('H7 what came too late for a hold is residual', () => {
  it('H7 a late link: what was made is held, and what of it was shipped is residual, in the same transaction', async () => {
    const child = `BRACKET-100:V${tests}`;
    await receiveLot(ledger, lot);
    await tell(ledger, 'erp', 'erp.lot.received.v1', {
      lot: child,
      plant: 'lyon',
      location: 'A-02',
      quantity: ea('50'),
      status: 'unrestricted',
    });
    await tell(ledger, 'erp', 'erp.shipment.posted.v1', {
      shipment: 'SH-late',
      customer: 'atlantic-aerostructures',
      lines: [{ lot: child, quantity: ea('30') }],
    });
    const { id } = await place(ledger, holdRequest([lot]));
    await tell(ledger, 'mes-lyon', 'mes.material.consumed.v1', {
      plant: 'lyon',
      order: 'PO-7002',
      occurredAt: '2026-11-03T06:00:00Z',
      consumed: [{ lot, quantity: ea('6') }],
      produced: [{ lot: child, quantity: ea('50') }],
    });
    const hold = await ledger.getHold(id);
    expect(hold!.lots.find((one) => one.lot === child)).toMatchObject({ undecided: '20' });
    expect(hold!.residual).toMatchObject([
      { lot: child, kind: 'shipped', quantity: ea('30'), customer: 'atlantic-aerostructures' },
    ]);
  });

  it.each(['picked', 'loaded'] as const)('H7 what is %s of a held lot', async (step) => {
    await receiveLot(ledger, lot);
    const { id } = await place(ledger, holdRequest([lot]));
    const lines = [{ lot, quantity: ea('5') }];
    await tell(ledger, 'wms', `wms.shipment.${step}.v1`, { shipment: 'SH-7', lines });
    expect((await ledger.getHold(id))!.residual).toMatchObject([
      { lot, kind: step, quantity: ea('5'), reference: 'SH-7', system: 'wms' },
    ]);
  });

  it('H7 a reversal frees nothing, and the record says so', async () => {
    const child = `PIN-10:V${tests}-child`;
    const fact = {
      plant: 'lyon',
      order: 'PO-7001',
      occurredAt: '2026-11-03T06:00:00Z',
      consumed: [{ lot, quantity: ea('6') }],
      produced: [{ lot: child, quantity: ea('50') }],
    };
    await receiveLot(ledger, lot);
    const { id, transaction } = await place(ledger, holdRequest([lot]));
    await tell(ledger, 'mes-lyon', 'mes.material.consumed.v1', fact);
    await tell(ledger, 'mes-lyon', 'mes.material.reversed.v1', fact);
    expect((await view(child)).holds).toEqual([id]);
    const { items } = await ledger.listAudit({ transaction, limit: 50 });
    expect(items).toContainEqual(expect.objectContaining({ action: 'genealogy.reversed', subject: id }));
    expect((await ledger.genealogy(child, 'backward'))!.gaps).toContainEqual(
      expect.objectContaining({ code: 'held-after-reversal', lot: child }),
    );
  });
});

describe('stock', () => {
  it('that is thrown away at the line is gone, and adjusted under a hold', async () => {
    await receiveLot(ledger, lot);
    const { id } = await place(ledger, holdRequest([lot]));
    await tell(ledger, 'mes-lyon', 'mes.scrap.declared.v1', {
      plant: 'lyon',
      lot,
      quantity: ea('3'),
      reason: 'burr',
    });
    expect(await lies()).toEqual(['67 at lyon A-01']);
    expect(account(await ledger.getHold(id))).toMatchObject({ adjusted: '-3', undecided: '67' });
  });

  it('that was moved before it was told of, is moved once it is', async () => {
    const moved = {
      lot,
      plant: 'lyon',
      from: 'A-01',
      to: 'B-02',
      quantity: ea('70'),
      status: 'inspection' as const,
    };
    const { status } = await tell(ledger, 'erp', 'erp.stock.moved.v1', moved);
    expect(status).toBe('accepted');
    await receiveLot(ledger, lot);
    expect(await lies()).toEqual(['70 at lyon B-02']);
    expect((await view()).stock.map(({ status: now }) => now)).toEqual(['inspection']);
  });
});
