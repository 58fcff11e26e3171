import { openLedger, type OpenLedger } from './open-ledger';
import { decide, dispositionRequest, holdRequest, keyed, PERSON, place, receiveLot, tell } from './requests';

let open: OpenLedger;
beforeAll(async () => {
  open = await openLedger();
});
afterAll(() => open.close());

const ea = (value: string) => ({ value, unit: 'EA' as const });
const minute = (number: number) => new Date(Date.UTC(2026, 10, 3, 6, number));
const historyOf = (lot: string, page: { cursor?: string; limit: number } = { limit: 50 }) =>
  open.ledger.lotHistory(lot, page);

describe('the history of a lot', () => {
  it('tells what systems told, holds and decisions, newest first, each once', async () => {
    const lot = 'PIN-10:HIST-1';
    await receiveLot(open.ledger, lot, '70', minute(1));
    await receiveLot(open.ledger, 'PIN-10:HIST-2', '70', minute(1));
    const { id, transaction } = await place(open.ledger, holdRequest(['PIN-10:HIST-2']), minute(2));
    await keyed(open.ledger, (tx) => open.ledger.addLots(tx, id, [{ lot }], PERSON, minute(3)));
    const { id: disposition } = await decide(
      open.ledger,
      id,
      dispositionRequest(lot, '1', 'scrap'),
      minute(4),
    );
    await tell(
      open.ledger,
      'mes-lyon',
      'mes.material.consumed.v1',
      {
        plant: 'lyon',
        order: 'PO-1',
        operation: '10',
        occurredAt: minute(5).toISOString(),
        consumed: [{ lot, quantity: ea('2') }],
        produced: [],
      },
      minute(5),
    );
    const { items, next } = await historyOf(lot);
    expect(next).toBeNull();
    const ofHold = { hold: id, transaction, who: PERSON };
    expect(items).toMatchObject([
      {
        kind: 'material',
        fact: 'consumed',
        system: 'mes-lyon',
        reference: 'PO-1',
        quantity: ea('2'),
        at: minute(5).toISOString(),
      },
      { kind: 'disposition', did: 'decided', disposition, decision: 'scrap', quantity: ea('1'), ...ofHold },
      { kind: 'hold', did: 'joined', why: 'lots were added to the hold', ...ofHold },
      { kind: 'material', fact: 'received', system: 'erp', plant: 'lyon', quantity: ea('70') },
    ]);
    expect((await historyOf('PIN-10:HIST-2')).items.map(({ kind }) => kind)).toEqual(['hold', 'material']);
  });

  it('goes on where the page before ended, though much happened at one instant', async () => {
    const lot = 'PIN-10:HIST-3';
    await receiveLot(open.ledger, lot, '70', minute(1));
    for (let index = 0; index < 5; index++) await place(open.ledger, holdRequest([lot]), minute(2));
    const whole = (await historyOf(lot)).items.map(({ id }) => id);
    expect(whole).toHaveLength(6);
    const found: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = await historyOf(lot, { limit: 2, ...(cursor !== undefined && { cursor }) });
      found.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    }
    expect(found).toEqual(whole);
  });

  it.each(['0'.repeat(500), 'yesterday~record/1', '~', '9'.repeat(20)])(
    'begins at the beginning where the cursor is none of ours: %s',
    async (cursor) => {
      const lot = 'PIN-10:HIST-4';
      await receiveLot(open.ledger, lot, '70', minute(1));
      expect((await historyOf(lot, { limit: 1, cursor })).items).toHaveLength(1);
    },
  );

  it('is empty of what nobody knows', async () => {
    expect(await historyOf('PIN-10:NOBODY')).toEqual({ items: [], next: null });
  });
});

describe('lots', () => {
  const names = async (filter: Parameters<typeof open.ledger.listLots>[0]) =>
    (await open.ledger.listLots(filter)).items.map(({ lot }) => lot);

  it('are found by a part of their name whatever its case, by where they lie, held or not', async () => {
    await receiveLot(open.ledger, 'BRACKET-100:List_1', '5', minute(1));
    await receiveLot(open.ledger, 'BRACKET-100:List_2', '5', minute(2));
    await place(open.ledger, holdRequest(['BRACKET-100:List_1']), minute(3));
    const name = 't_';
    expect(await names({ name, limit: 10 })).toEqual(['BRACKET-100:List_2', 'BRACKET-100:List_1']);
    expect(await names({ name, held: true, limit: 10 })).toEqual(['BRACKET-100:List_1']);
    expect(await names({ name, held: false, limit: 10 })).toEqual(['BRACKET-100:List_2']);
    expect(await names({ name, plant: 'monterrey', limit: 10 })).toEqual([]);
    expect(await names({ name, item: 'PIN-10', limit: 10 })).toEqual([]);
    const first = await open.ledger.listLots({ name, limit: 1 });
    expect(first.items[0]).toMatchObject({
      item: 'BRACKET-100',
      quantity: ea('5'),
      held: false,
      plants: ['lyon'],
    });
    expect(await names({ name, limit: 1, cursor: first.next! })).toEqual(['BRACKET-100:List_1']);
  });
});
