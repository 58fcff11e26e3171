import type { DenyList } from '../../contracts/deny-list';
import { openLedger, type OpenLedger } from './open-ledger';
import { holdRequest, place, receiveLot } from './requests';

describe('the deny-list of a plant', () => {
  let open: OpenLedger;
  beforeEach(async () => {
    open = await openLedger();
  });
  afterEach(() => open.close());
  const listOf = (known: number | null = null, plant = 'lyon') =>
    open.ledger.denyList(plant, known, new Date());
  const held = ({ lots }: DenyList) =>
    lots!.filter(({ releasable }) => releasable === '0').map(({ lot }) => lot);

  it('names what lies at the plant, and nothing that lies elsewhere', async () => {
    await receiveLot(open.ledger, 'PIN-10:L-1');
    await place(open.ledger, holdRequest(['PIN-10:NOT-HERE-YET']));
    expect((await listOf()).lots).toEqual([
      { lot: 'PIN-10:L-1', unit: 'EA', quantity: '70', releasable: '70', blockedBy: [] },
    ]);
    expect((await listOf(null, 'monterrey')).lots).toEqual([]);
  });

  it('is numbered anew when it says something else, and only then', async () => {
    await receiveLot(open.ledger, 'PIN-10:L-1');
    const first = await listOf();
    const same = await listOf(first.sequence);
    expect(same).toMatchObject({ sequence: first.sequence, lots: null });
    await place(open.ledger, holdRequest(['PIN-10:NOT-HERE-YET']));
    expect((await listOf(first.sequence)).lots).toBeNull();

    const hold = await place(open.ledger, holdRequest(['PIN-10:L-1']));
    const second = await listOf(first.sequence);
    expect(second.sequence).toBeGreaterThan(first.sequence);
    expect(second).toMatchObject({
      lots: [{ releasable: '0', blockedBy: [{ hold: hold.id, reason: 'dimension' }] }],
    });
    // Who has an older list, or none, is given the lots.
    expect((await listOf(first.sequence)).lots).toEqual(second.lots);
    expect((await listOf()).lots).toEqual(second.lots);
  });

  it('goes on with its numbers when the ledger was restored to an earlier day', async () => {
    await receiveLot(open.ledger, 'PIN-10:L-1');
    const { sequence } = await listOf();
    await open.pool.query('update deny_list set sequence = sequence - 1000');
    const next = await listOf(sequence);
    expect(next.sequence).toBeGreaterThan(sequence);
    expect(next.lots).toHaveLength(1);
    expect(await listOf(next.sequence)).toMatchObject({ sequence: next.sequence, lots: null });
  });

  it('a later number never knows less, whoever asks while holds are placed', async () => {
    const lots = Array.from({ length: 12 }, (_, index) => `PIN-10:L-${index}`);
    for (const lot of lots) await receiveLot(open.ledger, lot);
    const work = lots.flatMap((lot) => [place(open.ledger, holdRequest([lot])).then(() => null), listOf()]);
    const lists = (await Promise.all(work)).filter((list) => list !== null);
    lists.sort((a, b) => a.sequence - b.sequence);
    const counts = lists.map((list) => held(list).length);
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    expect(held(await listOf()).toSorted()).toEqual(lots.toSorted());
  });
});
