import { randomUUID } from 'node:crypto';
import type { GapCode, Genealogy } from '../../contracts/genealogy';
import type { InboundData, InboundType } from '../../contracts/inbound';
import type { Ledger } from '../../ledger';
import { demoTopology, openLedger, type OpenLedger } from './open-ledger';
import { holdRequest, place, receiveLot, tell } from './requests';

let open: OpenLedger;
let ledger: Ledger;
beforeAll(async () => {
  const topology = demoTopology();
  topology.plants.lyon!.backflush = [
    { workCentre: 'ASM-1', location: 'LYON-ASM-1', items: ['PLATE-7'], hours: 8 },
  ];
  open = await openLedger(topology);
  ledger = open.ledger;
});
afterAll(() => open.close());

let tests = 0;
beforeEach(() => tests++);
const pin = (name: string) => `PIN-10:G${tests}-${name}`;
const ea = (value: string) => ({ value, unit: 'EA' as const });
const lines = (lots: readonly string[], value = '10') => lots.map((lot) => ({ lot, quantity: ea(value) }));
type Consumed = InboundData<'mes.material.consumed.v1'>;
const consumption = (from: string[], to: string[], changes: Partial<Consumed> = {}): Consumed => ({
  plant: 'lyon',
  order: `PO-G${tests}`,
  occurredAt: '2026-11-03T06:00:00.000Z',
  consumed: lines(from),
  produced: lines(to),
  ...changes,
});
const at = (hour: number) => new Date(Date.UTC(2026, 10, 3, hour)).toISOString();
const consumed = (...args: Parameters<typeof consumption>) =>
  tell(ledger, 'mes-lyon', 'mes.material.consumed.v1', consumption(...args));
const reversed = (...args: Parameters<typeof consumption>) =>
  tell(ledger, 'mes-lyon', 'mes.material.reversed.v1', consumption(...args));

async function trace(lot: string, direction: Genealogy['direction'] = 'forward'): Promise<Genealogy> {
  const found = await ledger.genealogy(lot, direction);
  if (!found) throw new Error(`nobody knows ${lot}`);
  return found;
}
const edgesOf = async (lot: string, direction: Genealogy['direction'] = 'forward') =>
  (await trace(lot, direction)).edges.map(({ from, to }) => [from, to]);
const gapsOf = async (lot: string, code: GapCode) =>
  (await trace(lot)).gaps.filter((gap) => gap.code === code).map((gap) => gap.lot);

describe('genealogy', () => {
  it('is traced over any depth, forward and backward, with what is held', async () => {
    await receiveLot(ledger, pin('A'));
    await consumed([pin('A')], [pin('B')]);
    await consumed([pin('B')], [pin('C'), pin('D')], { order: 'PO-other' });
    const { id } = await place(ledger, holdRequest([pin('B')]));
    expect(id).toBeDefined();
    const forward = await trace(pin('A'));
    expect(forward.nodes).toMatchObject([
      { lot: pin('A'), plant: 'lyon', quantity: ea('70'), held: false, depth: 0 },
      { lot: pin('B'), plant: 'lyon', held: true, depth: 1 },
      { lot: pin('C'), held: true, depth: 2 },
      { lot: pin('D'), held: true, depth: 2 },
    ]);
    expect(forward.edges[0]).toMatchObject({
      from: pin('A'),
      to: pin('B'),
      quantity: ea('10'),
      system: 'mes-lyon',
      joined: false,
    });
    expect(await edgesOf(pin('D'), 'backward')).toEqual([
      [pin('A'), pin('B')],
      [pin('B'), pin('D')],
    ]);
    expect(await ledger.genealogy(pin('nobody'), 'forward')).toBeNull();
  });

  it('a loop ends, and is listed', async () => {
    await consumed([pin('A')], [pin('B')]);
    await consumed([pin('B')], [pin('C')]);
    await consumed([pin('C')], [pin('B')]);
    expect((await trace(pin('A'))).nodes.map(({ depth }) => depth)).toEqual([0, 1, 2]);
    expect(await gapsOf(pin('A'), 'loop')).toEqual([pin('B'), pin('C')]);
  });

  it('what is told by an order’s two events is joined, whichever comes first', async () => {
    await consumed([pin('A')], []);
    expect(await gapsOf(pin('A'), 'product-unknown')).toEqual([pin('A')]);
    await consumed([], [pin('B')], { occurredAt: at(7) });
    expect(await edgesOf(pin('A'))).toEqual([[pin('A'), pin('B')]]);
    tests++;
    await consumed([], [pin('B')], { occurredAt: at(7) });
    expect(await gapsOf(pin('B'), 'parents-unknown')).toEqual([pin('B')]);
    await consumed([pin('A')], []);
    const { edges, gaps } = await trace(pin('A'));
    expect(edges).toMatchObject([{ from: pin('A'), to: pin('B'), joined: true }]);
    expect(gaps.map(({ code }) => code)).not.toContain('parents-unknown');
  });

  it.each([
    ['another operation', { operation: '20', occurredAt: at(7) }],
    ['made before it was consumed', { operation: '10', occurredAt: at(5) }],
  ])('is not joined: %s', async (_why, changes) => {
    await consumed([pin('A')], [], { operation: '10' });
    await consumed([], [pin('B')], changes);
    expect(await edgesOf(pin('A'))).toEqual([]);
    expect(await gapsOf(pin('A'), 'product-unknown')).toEqual([pin('A')]);
  });

  it('a line that consumes by backflush posts hours after it has made the lot', async () => {
    const plate = `PLATE-7:G${tests}-P`;
    await consumed([], [pin('B')], { workCentre: 'ASM-1', occurredAt: at(6) });
    await consumed([plate], [], { workCentre: 'ASM-1', occurredAt: at(13) });
    await consumed([pin('A')], [], { workCentre: 'ASM-1', occurredAt: at(13) });
    expect(await edgesOf(pin('B'), 'backward')).toEqual([[plate, pin('B')]]);
  });

  it('a lot staged at such a line is exposed when it is held', async () => {
    const plate = `PLATE-7:G${tests}-P`;
    await receiveLot(ledger, plate, '100');
    await tell(ledger, 'erp', 'erp.stock.moved.v1', {
      lot: plate,
      plant: 'lyon',
      from: 'A-01',
      to: 'LYON-ASM-1',
      quantity: ea('40'),
      status: 'unrestricted',
    });
    const { residual } = await place(ledger, holdRequest([plate]));
    expect(residual).toMatchObject([
      { lot: plate, kind: 'consumed-unposted', quantity: ea('40'), reference: 'ASM-1', system: 'erp' },
    ]);
  });

  it.each([
    ['consumed, reversed', [consumed, reversed]],
    ['reversed, consumed', [reversed, consumed]],
    ['consumed twice, reversed twice', [consumed, reversed, reversed, consumed]],
  ])('%s: it has not happened', async (_name, told) => {
    for (const one of told) await one([pin('A')], [pin('B')]);
    expect(await edgesOf(pin('A'))).toEqual([]);
  });

  it('a fact that is told under two ids is one edge, and listed', async () => {
    await consumed([pin('A')], [pin('B')]);
    await consumed([pin('A')], [pin('B')]);
    expect(await edgesOf(pin('A'))).toHaveLength(1);
    expect(await gapsOf(pin('A'), 'told-twice')).toEqual([pin('A'), pin('B')]);
    await reversed([pin('A')], [pin('B')]);
    expect(await edgesOf(pin('A'))).toHaveLength(1);
    await reversed([pin('A')], [pin('B')]);
    expect(await edgesOf(pin('A'))).toEqual([]);
  });

  it('an event that is sent again changes nothing', async () => {
    const event = {
      specversion: '1.0' as const,
      id: randomUUID(),
      source: 'mes-lyon',
      type: 'mes.material.consumed.v1' satisfies InboundType,
      data: consumption([pin('A')], [pin('B')]),
    };
    const answers = [];
    for (let times = 0; times < 2; times++)
      answers.push((await ledger.receiveEvent('mes-lyon', event, new Date())).status);
    expect(answers).toEqual(['accepted', 'duplicate']);
    expect(await gapsOf(pin('A'), 'told-twice')).toEqual([]);
  });

  it('lists what is missing and what contradicts', async () => {
    await receiveLot(ledger, pin('A'), '15');
    await consumed([pin('A')], [pin('B')]);
    await consumed([pin('A')], [pin('B')], { order: 'PO-second' });
    await reversed([pin('B')], [pin('C')]);
    await consumed([pin('B')], [pin('D')], { occurredAt: at(1), order: 'PO-third' });
    await tell(ledger, 'erp', 'erp.transfer.received.v1', {
      lot: pin('D'),
      from: 'lyon',
      to: 'monterrey',
      quantity: ea('1'),
    });
    await consumed([pin('X')], [pin('D')], { order: 'PO-third', occurredAt: at(2) });
    const { gaps } = await trace(pin('A'));
    const of = (code: GapCode) => gaps.filter((gap) => gap.code === code).map(({ lot }) => lot);
    expect(of('exceeds-lot')).toEqual([pin('A')]);
    expect(of('made-twice')).toEqual([pin('B')]);
    expect(of('reversed-not-told')).toEqual([pin('B')]);
    expect(of('consumed-before-made')).toEqual([pin('B')]);
    expect(of('not-dispatched')).toEqual([pin('D')]);
    const orders = gaps.flatMap(({ code, reference }) => (code === 'order-unknown' ? [reference] : []));
    expect(new Set(orders)).toEqual(new Set([`PO-G${tests}`, 'PO-second', 'PO-third']));
    expect((await trace(pin('D'), 'backward')).gaps).toContainEqual(
      expect.objectContaining({ code: 'origin-unknown', lot: pin('X') }),
    );
    expect(gaps.find(({ code }) => code === 'exceeds-lot')?.text).toBe(
      `20 of ${pin('A')} were used, shipped or scrapped, more than the 15 that it ever had.`,
    );
  });
});
