import type { DenyList } from '../../contracts/deny-list';
import { eventually } from '../support/eventually';
import { openLedger, type OpenLedger } from './open-ledger';
import { holdRequest, place, receiveLot, tell } from './requests';

describe('the deny-list of a plant', () => {
  let open: OpenLedger;
  beforeEach(async () => {
    open = await openLedger();
  });
  afterEach(() => open.close());
  const listOf = (known: number | null = null, plant = 'lyon') =>
    open.ledger.denyList(plant, { known, takesChanges: false }, new Date());
  const changesSince = (known: number) =>
    open.ledger.denyList('lyon', { known, takesChanges: true }, new Date());
  /** All of it leaves. */
  const shipped = (lot: string) =>
    tell(open.ledger, 'erp', 'erp.shipment.posted.v1', {
      shipment: `SHP-${lot}`,
      customer: 'alpine-jets',
      lines: [{ lot, quantity: { value: '70', unit: 'EA' } }],
    });
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

  describe('what changed since the list that the plant has', () => {
    it('is told alone, to who takes that: what is otherwise, and what lies there no longer', async () => {
      for (const lot of ['PIN-10:L-1', 'PIN-10:L-2', 'PIN-10:L-3']) await receiveLot(open.ledger, lot);
      const first = await listOf();
      expect(await changesSince(first.sequence)).toMatchObject({ sequence: first.sequence, lots: null });
      await place(open.ledger, holdRequest(['PIN-10:L-2']));
      const second = await changesSince(first.sequence);
      expect(second.sequence).toBeGreaterThan(first.sequence);
      expect(second).toMatchObject({
        since: first.sequence,
        lots: [{ lot: 'PIN-10:L-2', releasable: '0' }],
        gone: [],
      });
      await shipped('PIN-10:L-3');
      await receiveLot(open.ledger, 'PIN-10:L-4');
      expect(await changesSince(second.sequence)).toMatchObject({
        since: second.sequence,
        lots: [{ lot: 'PIN-10:L-4', releasable: '70' }],
        gone: ['PIN-10:L-3'],
      });
      // Who has an older list is told all that is otherwise by now.
      const both = await changesSince(first.sequence);
      expect(both.lots!.map(({ lot }) => lot)).toEqual(['PIN-10:L-2', 'PIN-10:L-4']);
      expect(both.gone).toEqual(['PIN-10:L-3']);
      await receiveLot(open.ledger, 'PIN-10:L-3');
      expect(await changesSince(both.sequence)).toMatchObject({ lots: [{ lot: 'PIN-10:L-3' }], gone: [] });
    });

    it('makes the whole list of what the plant had', async () => {
      for (const lot of ['PIN-10:L-1', 'PIN-10:L-2', 'PIN-10:L-3']) await receiveLot(open.ledger, lot);
      const first = await listOf();
      await place(open.ledger, holdRequest(['PIN-10:L-2']));
      await shipped('PIN-10:L-1');
      const { lots, gone } = await changesSince(first.sequence);
      const entries = new Map(first.lots!.map((entry) => [entry.lot, entry]));
      for (const lot of gone!) entries.delete(lot);
      for (const entry of lots!) entries.set(entry.lot, entry);
      expect([...entries.values()]).toEqual((await listOf()).lots);
    });

    it('is not known of a list that is too old, or that nobody has issued: it is told everything', async () => {
      await receiveLot(open.ledger, 'PIN-10:L-1');
      const { sequence } = await listOf();
      for (let list = 0; list < 100; list++) {
        await receiveLot(open.ledger, 'PIN-10:L-2', '1');
        await listOf();
      }
      for (const known of [sequence, sequence + 1]) {
        const { since, lots } = await changesSince(known);
        expect(since).toBeUndefined();
        expect(lots).toHaveLength(2);
      }
    });
  });

  it('goes on with its numbers when the ledger was restored to an earlier day', async () => {
    await receiveLot(open.ledger, 'PIN-10:L-1');
    const { sequence } = await listOf();
    await open.pool.query('update deny_list set sequence = sequence - 1000, issued = array[sequence - 1000]');
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
