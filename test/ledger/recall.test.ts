import { openLedger, type OpenLedger } from './open-ledger';
import { dispositionRequest, decide, holdRequest, place, receiveLot, tell } from './requests';
import { comeHome } from './come-home';
import { confirmAll } from './confirm-all';

const ea = (value: string) => ({ value, unit: 'EA' as const });

describe('The trace of a recall', () => {
  let open: OpenLedger;
  beforeEach(async () => {
    open = await openLedger();
  });
  afterEach(() => open.close());

  const made = (child: string, parents: Record<string, string>, order = `PO-${child}`) =>
    tell(open.ledger, 'mes-lyon', 'mes.material.consumed.v1', {
      plant: 'lyon',
      order,
      occurredAt: '2026-11-01T05:00:00Z',
      consumed: Object.entries(parents).map(([lot, value]) => ({ lot, quantity: ea(value) })),
      produced: [{ lot: child, quantity: ea('100') }],
    });
  const traced = async (of: { lot?: string; supplier?: string; supplierLot?: string }) => {
    const { lots } = await open.ledger.recallDrills.trace(of);
    return lots.map(({ lot, trace, depth }) => `${lot} ${trace} ${depth}`);
  };

  it('reaches what was made of a lot over any depth, what that was made of too, and ends in a loop', async () => {
    await made('PIN-10:A', { 'PIN-10:RAW': '1' });
    await made('PIN-10:B', { 'PIN-10:A': '1', 'PIN-10:OTHER': '2' });
    await made('PIN-10:C', { 'PIN-10:B': '1' });
    await made('PIN-10:A', { 'PIN-10:C': '1' }, 'PO-REWORK');
    expect(await traced({ lot: 'PIN-10:A' })).toEqual([
      'PIN-10:A recalled 0',
      'PIN-10:B made 1',
      'PIN-10:C made 2',
      'PIN-10:OTHER origin 1',
      'PIN-10:RAW origin 1',
    ]);
  });

  it('begins with every lot that the supplier delivered', async () => {
    for (const lot of ['PIN-10:D1', 'PIN-10:D2'])
      await tell(open.ledger, 'erp', 'erp.lot.received.v1', {
        lot,
        plant: 'lyon',
        location: 'A-01',
        quantity: ea('10'),
        supplier: 'mill',
        supplierLot: 'HEAT-1',
        status: 'unrestricted',
      });
    await made('PIN-10:E', { 'PIN-10:D2': '4' });
    expect(await traced({ supplier: 'mill', supplierLot: 'HEAT-1' })).toEqual([
      'PIN-10:D1 recalled 0',
      'PIN-10:D2 recalled 0',
      'PIN-10:E made 1',
    ]);
  });

  it('knows what was made, used, shipped and scrapped; what was taken back counts no more', async () => {
    const { ledger } = open;
    await receiveLot(ledger, 'PIN-10:A', '100');
    await made('PIN-10:B', { 'PIN-10:A': '30' });
    const wrong = {
      plant: 'lyon',
      order: 'PO-X',
      occurredAt: '2026-11-01T05:00:00Z',
      consumed: [{ lot: 'PIN-10:A', quantity: ea('7') }],
      produced: [{ lot: 'PIN-10:X', quantity: ea('7') }],
    };
    await tell(ledger, 'mes-lyon', 'mes.material.consumed.v1', wrong);
    await tell(ledger, 'mes-lyon', 'mes.material.reversed.v1', wrong);
    const lines = [{ lot: 'PIN-10:A', quantity: ea('20') }];
    await tell(ledger, 'erp', 'erp.shipment.posted.v1', { shipment: 'SH-1', customer: 'acme', lines });
    await tell(ledger, 'mes-lyon', 'mes.scrap.declared.v1', {
      plant: 'lyon',
      lot: 'PIN-10:A',
      quantity: ea('5'),
      reason: 'dropped',
    });
    const trace = await ledger.recallDrills.trace({ lot: 'PIN-10:A' });
    expect(trace.lots[0]).toMatchObject({
      lot: 'PIN-10:A',
      told: [
        { system: 'erp', made: '100', consumed: '0' },
        { system: 'mes-lyon', made: '0', consumed: '30' },
      ],
      scrapped: '5',
    });
    expect(trace.shipped).toMatchObject([
      { lot: 'PIN-10:A', quantity: ea('20'), reference: 'SH-1', customer: 'acme' },
    ]);
    expect(trace.orders).toContainEqual({
      order: 'PO-PIN-10:B',
      plant: 'lyon',
      consumed: ['PIN-10:A'],
      produced: ['PIN-10:B'],
    });
    expect(trace.orders.some(({ order }) => order === 'PO-X')).toBe(false);
  });

  it('has scrap that a disposition decided, once it is verified', async () => {
    const { ledger } = open;
    await receiveLot(ledger, 'PIN-10:A', '70');
    const hold = await place(ledger, holdRequest(['PIN-10:A']));
    await decide(ledger, hold.id, dispositionRequest('PIN-10:A', '4', 'scrap'));
    expect((await ledger.recallDrills.trace({ lot: 'PIN-10:A' })).lots[0]).toMatchObject({
      holds: [hold.id],
      scrapped: '0',
    });
    await comeHome(ledger, hold.id);
    await confirmAll(ledger, hold.id);
    await comeHome(ledger, hold.id);
    expect((await ledger.recallDrills.trace({ lot: 'PIN-10:A' })).lots[0]).toMatchObject({ scrapped: '4' });
  });

  it('of what nobody knows is refused', async () => {
    const unknown = { code: 'nothing-to-trace' };
    await expect(open.ledger.recallDrills.trace({ lot: 'PIN-10:NO' })).rejects.toMatchObject(unknown);
    const none = { supplier: 'mill', supplierLot: 'NO' };
    await expect(open.ledger.recallDrills.trace(none)).rejects.toMatchObject(unknown);
    await place(open.ledger, holdRequest(['PIN-10:ONLY-HELD']));
    await expect(open.ledger.recallDrills.trace({ lot: 'PIN-10:ONLY-HELD' })).rejects.toMatchObject(unknown);
  });
});
