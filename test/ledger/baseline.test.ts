import { openLedger, type OpenLedger } from './open-ledger';
import { holdRequest, place, receiveLot, tell } from './requests';
import { loadAll, pageOf, startBaseline, stockOf } from './snapshots';

const AT = new Date('2026-11-03T06:40:00Z');
const later = (seconds: number) => new Date(AT.getTime() + seconds * 1_000);

describe('A baseline', () => {
  let open: OpenLedger;
  beforeEach(async () => {
    open = await openLedger();
  });
  afterEach(() => open.close());

  const stock = async (lot: string) => {
    const found = await open.ledger.getLot(lot);
    return found?.stock as
      { location: string; quantity: string; owner: string; status: string }[] | undefined;
  };

  it('makes known what the ERP has, and where it lies in which status', async () => {
    const { ledger } = open;
    const started = await startBaseline(ledger, AT);
    expect(started).toMatchObject({ state: 'loading', findings: [], finishedAt: null });
    const erp = () =>
      pageOf({ lots: [stockOf('PIN-10:B-1', '40'), stockOf('PIN-10:B-2', '0.5', { status: 'inspection' })] });
    const loaded = await loadAll(ledger, started.id, { erp }, later(1));
    expect(loaded).toMatchObject({
      state: 'finished',
      findingCount: 0,
      systems: [
        { system: 'erp', pages: 1, lots: 2, done: true },
        { system: 'mes-lyon', pages: 1, lots: 0, done: true },
        { system: 'wms', pages: 1, lots: 0, done: true },
      ],
    });
    expect(await stock('PIN-10:B-1')).toMatchObject([{ location: 'A-01', quantity: '40', owner: 'erp' }]);
    expect(await stock('PIN-10:B-2')).toMatchObject([{ quantity: '0.5', status: 'inspection' }]);
  });

  it('is one at a time a plant', async () => {
    const { ledger } = open;
    const first = await startBaseline(ledger, AT);
    await expect(startBaseline(ledger, AT)).rejects.toMatchObject({
      code: 'baseline-loading',
      extra: { baseline: first.id },
    });
    await startBaseline(ledger, AT, 'monterrey');
    await loadAll(ledger, first.id, {}, AT);
    await startBaseline(ledger, later(1));
  });

  it('takes a page once, however often it is brought', async () => {
    const { ledger } = open;
    const { id } = await startBaseline(ledger, AT);
    const question = (await ledger.baselines.nextPage(id, 'erp', AT))!;
    const news = { baseline: id, question, page: pageOf({ lots: [stockOf('PIN-10:B-1', '40')], next: 'x' }) };
    const [once, twice] = [
      await ledger.baselines.takePage(news, AT),
      await ledger.baselines.takePage(news, later(9)),
    ];
    expect(once).toMatchObject({ cursor: 'x', page: 1 });
    expect(twice).toMatchObject({ cursor: 'x', page: 1 });
    expect((await ledger.baselines.get('lyon'))?.systems).toContainEqual(
      expect.objectContaining({ system: 'erp', pages: 1, lots: 1 }),
    );
  });

  it('lists systems that cannot give a snapshot, and does not ask them', async () => {
    const { ledger } = open;
    const { id } = await startBaseline(ledger, AT);
    expect(await ledger.baselines.plan(id, (system) => system !== 'wms')).toEqual(['erp', 'mes-lyon']);
    expect((await ledger.baselines.get('lyon'))?.findings).toMatchObject([
      { system: 'wms', code: 'no-snapshot' },
    ]);
  });

  it('holds what another system says against the word of the owner', async () => {
    const { ledger } = open;
    const { id } = await startBaseline(ledger, AT);
    const erp = () => pageOf({ lots: [stockOf('PIN-10:B-1', '40'), stockOf('PIN-10:B-2', '7')] });
    const wms = () =>
      pageOf({ lots: [stockOf('PIN-10:B-1', '39', { location: 'BIN-7' }), stockOf('PIN-10:B-2', '7')] });
    const { findings } = await loadAll(ledger, id, { erp, wms }, AT);
    expect(findings).toMatchObject([{ system: 'wms', code: 'quantity-differs', subject: 'PIN-10:B-1' }]);
    expect(await stock('PIN-10:B-1')).toMatchObject([{ location: 'A-01', quantity: '40' }]);
  });

  it('lists lots of items that nobody knows, and of another unit', async () => {
    const { ledger } = open;
    const { id } = await startBaseline(ledger, AT);
    const erp = () =>
      pageOf({ lots: [stockOf('NUT-1:B-1', '4'), { ...stockOf('PIN-10:B-2', '4'), unit: 'KGM' }] });
    const { findings } = await loadAll(ledger, id, { erp }, AT);
    expect(findings).toMatchObject([
      { code: 'unknown-item', subject: 'NUT-1' },
      { code: 'unit-differs', subject: 'PIN-10:B-2' },
    ]);
    expect(await stock('PIN-10:B-2')).toBeUndefined();
  });

  it('H5 what a hold covers by its supplier lot joins in the transaction of its page', async () => {
    const { ledger } = open;
    const scope = { supplierLots: [{ supplier: 'mill', supplierLot: 'HEAT-1' }] };
    const hold = await place(ledger, { ...holdRequest([]), scope }, AT);
    const { id } = await startBaseline(ledger, AT);
    const question = (await ledger.baselines.nextPage(id, 'erp', AT))!;
    const heat = { ...stockOf('BAR-3:B-1', '90'), unit: 'MTR', supplier: 'mill', supplierLot: 'HEAT-1' };
    await ledger.baselines.takePage(
      { baseline: id, question, page: pageOf({ lots: [heat], next: 'x' }) },
      AT,
    );
    expect((await ledger.getLot('BAR-3:B-1'))?.holds).toEqual([hold.id]);
    expect((await ledger.getHold(hold.id))?.lots).toMatchObject([{ lot: 'BAR-3:B-1', undecided: '90' }]);
  });

  it('H6 a held lot that turns out to be more is more under its hold', async () => {
    const { ledger } = open;
    const unknown = await place(ledger, holdRequest(['PIN-10:B-1']), AT);
    await receiveLot(ledger, 'PIN-10:B-2', '30', AT);
    const known = await place(ledger, holdRequest(['PIN-10:B-2']), AT);
    const { id } = await startBaseline(ledger, later(1));
    const erp = () => pageOf({ lots: [stockOf('PIN-10:B-1', '40'), stockOf('PIN-10:B-2', '35')] });
    await loadAll(ledger, id, { erp }, later(1));
    expect((await ledger.getHold(unknown.id))?.lots).toMatchObject([{ quantity: '40', undecided: '40' }]);
    expect((await ledger.getHold(known.id))?.lots).toMatchObject([
      { quantity: '30', adjusted: '5', undecided: '35' },
    ]);
  });

  it('H2 takes nothing away from a held lot', async () => {
    const { ledger } = open;
    await receiveLot(ledger, 'PIN-10:B-2', '30', AT);
    const hold = await place(ledger, holdRequest(['PIN-10:B-2']), AT);
    const { id } = await startBaseline(ledger, later(1));
    const { findings } = await loadAll(
      ledger,
      id,
      { erp: () => pageOf({ lots: [stockOf('PIN-10:B-2', '10')] }) },
      later(1),
    );
    expect(findings).toMatchObject([{ system: 'erp', code: 'less-than-held', subject: 'PIN-10:B-2' }]);
    expect((await ledger.getHold(hold.id))?.lots).toMatchObject([{ undecided: '30' }]);
    expect(await stock('PIN-10:B-2')).toMatchObject([{ quantity: '30' }]);
  });

  it('an event that arrives while the page is read wins, and the lot is read again', async () => {
    const { ledger } = open;
    const { id } = await startBaseline(ledger, AT);
    const question = (await ledger.baselines.nextPage(id, 'erp', AT))!;
    await receiveLot(ledger, 'PIN-10:B-1', '12', later(1));
    const page = pageOf({ lots: [stockOf('PIN-10:B-1', '40'), stockOf('PIN-10:B-2', '5')] });
    const again = await ledger.baselines.takePage({ baseline: id, question, page }, later(2));
    expect(await stock('PIN-10:B-1')).toMatchObject([{ quantity: '12' }]);
    expect(await stock('PIN-10:B-2')).toMatchObject([{ quantity: '5' }]);
    expect(again).toMatchObject({ lots: ['PIN-10:B-1'], page: 1 });
    const read = { baseline: id, question: again!, page: pageOf({ lots: [stockOf('PIN-10:B-1', '52')] }) };
    expect(await ledger.baselines.takePage(read, later(3))).toBeNull();
    expect(await stock('PIN-10:B-1')).toMatchObject([{ quantity: '52' }]);
  });

  it('an event that tells late of what a page had already changes nothing twice', async () => {
    const { ledger } = open;
    const { id } = await startBaseline(ledger, AT);
    const erp = () => pageOf({ lots: [stockOf('PIN-10:B-1', '40')], asOf: later(1).toISOString() });
    await loadAll(ledger, id, { erp }, later(2));
    const received = {
      lot: 'PIN-10:B-1',
      plant: 'lyon',
      location: 'A-01',
      quantity: { value: '40', unit: 'EA' as const },
      status: 'unrestricted' as const,
    };
    await tell(ledger, 'erp', 'erp.lot.received.v1', received, later(3), later(0));
    expect(await stock('PIN-10:B-1')).toMatchObject([{ quantity: '40' }]);
    await tell(ledger, 'erp', 'erp.lot.received.v1', received, later(4), later(2));
    expect(await stock('PIN-10:B-1')).toMatchObject([{ quantity: '80' }]);
  });

  it('records what the MES remembers of what was made from what, and what the MES tells of it late is the same', async () => {
    const { ledger, pool } = open;
    const hold = await place(ledger, holdRequest(['BAR-3:B-1']), AT);
    const { id } = await startBaseline(ledger, AT);
    const made = {
      order: 'PO-1',
      operation: null,
      workCentre: 'CNC-2',
      occurredAt: '2026-11-01T05:00:00.000Z',
      consumed: [{ lot: 'BAR-3:B-1', quantity: '6' }],
      produced: [{ lot: 'PIN-10:B-1', quantity: '100' }],
    };
    const mes = () =>
      pageOf({ productions: [made, { ...made, consumed: [{ lot: 'NUT-1:B-1', quantity: '1' }] }] });
    const { findings } = await loadAll(ledger, id, { 'mes-lyon': mes }, later(1));
    expect(findings).toMatchObject([{ system: 'mes-lyon', code: 'production-refused' }]);
    expect((await ledger.getLot('PIN-10:B-1'))?.holds).toEqual([hold.id]);
    const told = {
      plant: 'lyon',
      order: 'PO-1',
      workCentre: 'CNC-2',
      occurredAt: made.occurredAt,
      consumed: [{ lot: 'BAR-3:B-1', quantity: { value: '6', unit: 'MTR' as const } }],
      produced: [{ lot: 'PIN-10:B-1', quantity: { value: '100', unit: 'EA' as const } }],
    };
    const edges = async () => (await pool.query('select from genealogy')).rowCount;
    await tell(ledger, 'mes-lyon', 'mes.material.consumed.v1', told, later(2));
    expect(await edges()).toBe(1);
    await tell(ledger, 'mes-lyon', 'mes.material.reversed.v1', told, later(3));
    expect(await edges()).toBe(0);
  });

  it('material in transit arrives once, though nobody told that it was dispatched', async () => {
    const { ledger } = open;
    const { id } = await startBaseline(ledger, AT);
    const moving = { location: 'ROAD', special: 'in-transit' as const, boundFor: 'monterrey' };
    const lot = stockOf('PIN-10:B-1', '60', moving);
    const erp = () => pageOf({ lots: [{ ...lot, stock: [...lot.stock, ...stockOf('', '40').stock] }] });
    await loadAll(ledger, id, { erp }, later(1));
    const arrived = {
      lot: 'PIN-10:B-1',
      from: 'lyon',
      to: 'monterrey',
      quantity: { value: '60', unit: 'EA' as const },
    };
    await tell(ledger, 'erp', 'erp.transfer.received.v1', arrived, later(2), later(2));
    const found = await open.ledger.getLot('PIN-10:B-1');
    expect(found).toMatchObject({
      quantity: { value: '100' },
      stock: [
        { plant: 'lyon', location: 'A-01', quantity: '40' },
        { plant: 'monterrey', quantity: '60' },
      ],
    });
  });

  it('a hold over a serial covers it in its lot, once the MES says which that is', async () => {
    const { ledger } = open;
    const hold = await place(ledger, { ...holdRequest([]), scope: { serials: ['PIN-10:SN-7'] } }, AT);
    const { id } = await startBaseline(ledger, AT);
    const mes = () => pageOf({ serials: [{ serial: 'PIN-10:SN-7', lot: 'PIN-10:B-1' }] });
    await loadAll(ledger, id, { 'mes-lyon': mes }, later(1));
    expect((await ledger.getLot('PIN-10:B-1'))?.holds).toEqual([hold.id]);
  });
});
