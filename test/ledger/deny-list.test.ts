import type { DenyList } from '../../contracts/deny-list';
import { eventually } from '../support/eventually';
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

  it('a list that waits for its number knows what came meanwhile: a greater number never knows less', async () => {
    await receiveLot(open.ledger, 'PIN-10:L-1');
    await listOf();
    await receiveLot(open.ledger, 'PIN-10:L-2');
    const other = await open.pool.connect();
    await other.query('begin; select from deny_list for update');
    const late = listOf();
    await eventually(async () => {
      const waiting = await open.pool.query(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return waiting.rowCount === 1;
    });
    await place(open.ledger, holdRequest(['PIN-10:L-2']));
    await other.query('commit');
    other.release();
    expect(held(await late)).toEqual(['PIN-10:L-2']);
  });
});
