import { advance, comeHome, obliged } from './come-home';
import { openLedger, type OpenLedger } from './open-ledger';
import { comeHomeBut, onlyException } from './parked';
import { holdRequest, keyed, PERSON, place, receiveLot, tell } from './requests';

let open: OpenLedger;
beforeEach(async () => {
  open = await openLedger();
});
afterEach(() => open.close());

const at = (second: number) => new Date(Date.UTC(2026, 10, 3, 6, 40, second));
const look = (plant: string | null = null, limit = 50) => open.ledger.overview({ plant, limit }, at(50));
const openedAt = (since: Date) => open.pool.query('update target set open_since = $1 where open', [since]);

async function held(lot: string, second: number, changes: Parameters<typeof holdRequest>[1] = {}) {
  await receiveLot(open.ledger, lot, '70', at(second));
  return place(open.ledger, holdRequest([lot], changes), at(second));
}

describe('what is open now', () => {
  it('is calm where nothing is', async () => {
    const { holds, exceptions } = await look();
    expect(holds.plants.map(({ plant, open: count, oldestAt }) => [plant, count, oldestAt])).toEqual([
      ['lyon', 0, null],
      ['monterrey', 0, null],
    ]);
    expect(holds.items).toEqual([]);
    expect(exceptions).toEqual([]);
  });

  it('names what each system has not confirmed of a hold, since when, how often it was asked and what it said', async () => {
    const { id, transaction } = await held('PIN-10:L-1', 0);
    await openedAt(at(0));
    const isErp = ({ system }: { system: string }) => system === 'erp';
    await comeHomeBut(open.ledger, id, isErp, at(3));
    const [hold] = (await look()).holds.items;
    expect(hold).toMatchObject({
      id,
      containment: 'partial',
      required: 3,
      contained: 2,
      lots: { count: 1, first: ['PIN-10:L-1'] },
      unnamed: [],
      residual: 0,
    });
    expect(hold!.missing).toEqual([
      {
        system: 'erp',
        targets: 1,
        target: 'erp/lot/PIN-10:L-1',
        subject: { kind: 'lot', id: 'PIN-10:L-1' },
        plant: 'lyon',
        status: 'parked',
        since: at(0).toISOString(),
        asked: 1,
        last: { outcome: 'rejected', answer: 'not now', at: at(3).toISOString() },
        exception: (await onlyException(open.ledger, transaction)).id,
      },
    ]);
    expect((await look()).exceptions).toEqual([
      { plant: 'lyon', productFamily: 'wing-bracket', open: 1, escalated: 0, oldestAt: at(3).toISOString() },
    ]);
  });

  it('counts how often a system was asked and did not do it', async () => {
    const { id } = await held('PIN-10:L-1', 0);
    let step = await advance(open.ledger, id, at(1));
    for (const second of [2, 3]) {
      const results = step.batches.flatMap((batch) =>
        batch.system === 'erp'
          ? obliged(batch, at(second).getTime()).map((result) =>
              result.outcome === 'observed'
                ? { ...result, reading: { ...result.reading, state: 'free' as const, quantity: '0' } }
                : result,
            )
          : obliged(batch, at(second).getTime()),
      );
      step = await advance(open.ledger, id, at(second), { results });
    }
    const [hold] = (await look()).holds.items;
    expect(hold!.missing).toMatchObject([{ system: 'erp', asked: 2, last: { outcome: 'contradicted' } }]);
  });

  it('puts what is not contained first, of that the most severe, and counts the rest', async () => {
    const contained = await held('PIN-10:L-1', 0);
    await comeHome(open.ledger, contained.id, at(1));
    const minor = await held('PIN-10:L-2', 2, { severity: 'minor' });
    const critical = await held('PIN-10:L-3', 3);
    const listed = (isContained: 'true' | 'false') =>
      open.ledger
        .listHolds({ limit: 9, contained: isContained })
        .then(({ items }) => items.map(({ id }) => id));
    expect(await listed('false')).toEqual([critical.id, minor.id]);
    expect(await listed('true')).toEqual([contained.id]);
    const { holds } = await look();
    expect(holds.items.map(({ id }) => id)).toEqual([critical.id, minor.id, contained.id]);
    expect(holds.plants[0]).toEqual({
      plant: 'lyon',
      open: 3,
      gated: 2,
      partial: 0,
      effective: 1,
      empty: 0,
      unanswered: 0,
      oldestAt: at(0).toISOString(),
    });
    expect((await look(null, 1)).holds.items.map(({ id }) => id)).toEqual([critical.id]);
  });

  it('tells of what had gone before its hold until somebody has answered for it', async () => {
    const lot = 'PIN-10:L-1';
    await receiveLot(open.ledger, lot, '70', at(0));
    await tell(open.ledger, 'erp', 'erp.shipment.posted.v1', {
      shipment: 'SH-gone',
      customer: 'atlantic-aerostructures',
      lines: [{ lot, quantity: { value: '30', unit: 'EA' } }],
    });
    const { id, residual } = await place(open.ledger, holdRequest([lot]), at(1));
    expect((await look()).holds.plants[0]).toMatchObject({ open: 1, unanswered: 1 });
    const answer = { action: 'notify', reference: 'MAIL-1', text: 'told' } as const;
    await keyed(open.ledger, (tx) =>
      open.ledger.answerResidual(tx, id, residual[0]!.id, answer, PERSON, at(2)),
    );
    expect((await look()).holds.plants[0]).toMatchObject({ open: 1, unanswered: 0 });
  });

  it('tells of the worst of each plant', async () => {
    await held('PIN-10:L-1', 0);
    await held('PIN-10:L-2', 1);
    const other = await held('PIN-10:L-3', 2, { plant: 'monterrey', severity: 'minor' });
    expect((await look(null, 2)).holds.items.map(({ id }) => id)).toContain(other.id);
  });

  it('puts last what covers nothing yet', async () => {
    const request = holdRequest([], { scope: { supplierLots: [{ supplier: 'mill', supplierLot: 'H-1' }] } });
    const empty = await place(open.ledger, request, at(0));
    const minor = await held('PIN-10:L-1', 1, { severity: 'minor' });
    const { holds } = await look();
    expect(holds.items.map(({ id, required }) => [id, required])).toEqual([
      [minor.id, 3],
      [empty.id, 0],
    ]);
    expect(holds.plants[0]).toMatchObject({ open: 2, gated: 2, empty: 1 });
  });

  it('of a plant: what was raised there, and what lies there', async () => {
    const elsewhere = await held('PIN-10:L-1', 0, { plant: 'monterrey' });
    expect((await look('lyon')).holds.items.map(({ id }) => id)).toEqual([elsewhere.id]);
    const far = await place(open.ledger, holdRequest(['PIN-10:L-9'], { plant: 'monterrey' }), at(1));
    expect((await look('lyon')).holds.items.map(({ id }) => id)).toEqual([elsewhere.id]);
    expect((await look('monterrey')).holds.items.map(({ id }) => id)).toEqual([elsewhere.id, far.id]);
  });
});
