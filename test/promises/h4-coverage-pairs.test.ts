import { Problem } from '../../contracts/problem';
import type { Ledger } from '../../ledger';
import { advance, comeHome, obliged } from '../ledger/come-home';
import { interleave, type Outcome } from '../ledger/interleave';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';
import {
  decide,
  dispositionRequest,
  holdRequest,
  keyed,
  PERSON,
  place,
  receiveLot,
  tell,
} from '../ledger/requests';

let open: OpenLedger;
let ledger: Ledger;
beforeAll(async () => {
  open = await openLedger();
  ledger = open.ledger;
});
afterAll(() => open.close());

/** Lots of its own for each test. */
let tests = 0;
const lotsOf = (...names: string[]): string[] => {
  tests++;
  return names.map((name) => `PIN-10:P${tests}-${name}`);
};
const consumed = (into: Ledger, from: string, to: string) =>
  tell(into, 'mes-lyon', 'mes.material.consumed.v1', {
    plant: 'lyon',
    order: 'PO-7001',
    occurredAt: '2026-11-03T06:00:00Z',
    consumed: [{ lot: from, quantity: { value: '6', unit: 'EA' } }],
    produced: [{ lot: to, quantity: { value: '6', unit: 'EA' } }],
  });
const addLots = (into: Ledger, hold: string, lot: string) =>
  keyed(into, (tx) => into.addLots(tx, hold, [{ lot }], PERSON, new Date()));
const reverse = (into: Ledger, hold: string, disposition: string) =>
  keyed(into, (tx) => into.reverse(tx, hold, disposition, 'on second thoughts', PERSON, new Date()));

const holdsOf = async (lot: string) => ((await ledger.getLot(lot)) as { holds: string[] } | null)?.holds;
const gate = (lot: string) =>
  ledger.releasability(
    {
      lot,
      plant: 'lyon',
      action: 'ship',
      purpose: 'sale',
      quantity: null,
      to: null,
      order: null,
      customer: null,
    },
    null,
    new Date(),
  );
const account = async (hold: string, lot: string) =>
  (await ledger.getHold(hold))?.lots.find((one) => one.lot === lot);
const desired = async (lot: string) => {
  const found = await open.pool.query<{ desired: string }>(
    "select distinct desired_state || ' ' || desired_quantity as desired from target where lot = $1 and subject_kind = 'lot'",
    [lot],
  );
  return found.rows.map((row) => row.desired);
};
/** Both did what they were asked for. */
function expectBoth(outcomes: readonly Outcome<unknown>[]): void {
  expect(outcomes.map((outcome) => outcome.error)).toEqual([undefined, undefined]);
}
/** One did, and the other was refused for this reason. */
function expectOne(outcomes: readonly Outcome<unknown>[], ...codes: string[]): void {
  const errors = outcomes.map((outcome) => outcome.error).filter((error) => error !== undefined);
  expect(errors).toHaveLength(1);
  expect(errors[0]).toBeInstanceOf(Problem);
  expect(codes).toContain((errors[0] as Problem).code);
}
afterEach(async () => {
  const wrong = await open.pool.query(
    'select * from hold_lot where hold in (select id from hold where state = $1) and covers',
    ['closed'],
  );
  expect(wrong.rows).toEqual([]);
});

describe('H4 two transactions that change coverage, interleaved on two connections', () => {
  it('H4 place, place: both hold the lot, through one target that both have a stake in', async () => {
    const [lot] = lotsOf('A') as [string];
    await receiveLot(ledger, lot);
    const outcomes = await interleave(
      open.pool,
      (one) => place(one, holdRequest([lot])),
      (two) => place(two, holdRequest([lot])),
    );
    expectBoth(outcomes);
    expect(await holdsOf(lot)).toHaveLength(2);
    expect(await desired(lot)).toEqual(['held 70']);
    const stakes = await open.pool.query('select 1 from stake where target = $1', [`erp/lot/${lot}`]);
    expect(stakes.rows).toHaveLength(2);
    expect(Math.max(...outcomes.map(({ begun }) => begun))).toBeGreaterThan(1);
  });

  it('H4 place, place for one nonconformance: one hold, and the other is told of it', async () => {
    const lots = lotsOf('A', 'B');
    for (const lot of lots) await receiveLot(ledger, lot);
    const nonconformance = { system: 'qms', id: `NC-${tests}` };
    const outcomes = await interleave(
      open.pool,
      (one) => place(one, holdRequest([lots[0]!], { nonconformance })),
      (two) => place(two, holdRequest([lots[1]!], { nonconformance })),
    );
    expectOne(outcomes, 'hold-exists');
  });

  it.each([
    ['known', true],
    ['not known yet', false],
  ])('H5 place, lot received: the hold covers all of a lot that was %s', async (_name, known) => {
    const [lot] = lotsOf('A') as [string];
    if (known) await receiveLot(ledger, lot, '70');
    const outcomes = await interleave(
      open.pool,
      (one) => place(one, holdRequest([lot])),
      (two) => receiveLot(two, lot, '30'),
    );
    expectBoth(outcomes);
    const all = known ? '100' : '30';
    expect(await account(outcomes[0].value!.id, lot)).toMatchObject({ quantity: all, undecided: all });
    expect(await desired(lot)).toEqual([`held ${all}`]);
  });

  it('H5 place by supplier lot, lot received of that supplier lot: it is covered', async () => {
    const [lot] = lotsOf('A') as [string];
    const supplierLot = { supplier: 'mill', supplierLot: `HEAT-${tests}` };
    const outcomes = await interleave(
      open.pool,
      (one) => place(one, holdRequest([], { scope: { supplierLots: [supplierLot] } })),
      (two) =>
        tell(two, 'erp', 'erp.lot.received.v1', {
          lot,
          plant: 'lyon',
          location: 'A-01',
          quantity: { value: '70', unit: 'EA' },
          status: 'unrestricted',
          ...supplierLot,
        }),
    );
    expectBoth(outcomes);
    expect(await holdsOf(lot)).toEqual([outcomes[0].value!.id]);
  });

  it('H5 place on A, B made from A: B is held', async () => {
    const [a, b] = lotsOf('A', 'B') as [string, string];
    await receiveLot(ledger, a);
    const outcomes = await interleave(
      open.pool,
      (one) => place(one, holdRequest([a])),
      (two) => consumed(two, a, b),
    );
    expectBoth(outcomes);
    expect(await holdsOf(b)).toEqual([outcomes[0].value!.id]);
    expect((await gate(b)).releasable).toBe(false);
  });

  it('H5 place on A, A split: both parts are held', async () => {
    const [a, b] = lotsOf('A', 'B') as [string, string];
    await receiveLot(ledger, a);
    const outcomes = await interleave(
      open.pool,
      (one) => place(one, holdRequest([a])),
      (two) =>
        tell(two, 'mes-lyon', 'mes.lot.split.v1', {
          plant: 'lyon',
          from: [{ lot: a, quantity: { value: '70', unit: 'EA' } }],
          to: [{ lot: b, quantity: { value: '20', unit: 'EA' } }],
        }),
    );
    expectBoth(outcomes);
    expect([await holdsOf(a), await holdsOf(b)]).toEqual([[outcomes[0].value!.id], [outcomes[0].value!.id]]);
  });

  it('H5 B made from held A, C made from B: C is held', async () => {
    const [a, b, c] = lotsOf('A', 'B', 'C') as [string, string, string];
    await receiveLot(ledger, a);
    const hold = await place(ledger, holdRequest([a]));
    const outcomes = await interleave(
      open.pool,
      (one) => consumed(one, a, b),
      (two) => consumed(two, b, c),
    );
    expectBoth(outcomes);
    expect(await holdsOf(c)).toEqual([hold.id]);
  });

  it('H6 decide, decide of the same quantity: one is refused', async () => {
    const [lot] = lotsOf('A') as [string];
    await receiveLot(ledger, lot);
    const { id } = await place(ledger, holdRequest([lot]));
    const outcomes = await interleave(
      open.pool,
      (one) => decide(one, id, dispositionRequest(lot, '70')),
      (two) => decide(two, id, dispositionRequest(lot, '70', 'scrap')),
    );
    expectOne(outcomes, 'not-enough-undecided');
    expect(await account(id, lot)).toMatchObject({ undecided: '0', pending: '70' });
  });

  it('H6 lot received, lot received: nothing is lost', async () => {
    const [lot] = lotsOf('A') as [string];
    const { id } = await place(ledger, holdRequest([lot]));
    const outcomes = await interleave(
      open.pool,
      (one) => receiveLot(one, lot, '40'),
      (two) => receiveLot(two, lot, '30.5'),
    );
    expectBoth(outcomes);
    expect(await account(id, lot)).toMatchObject({ quantity: '70.5', undecided: '70.5' });
    expect(await ledger.getLot(lot)).toMatchObject({ quantity: { value: '70.5' } });
  });

  it('H6 decide all, lot received: what came is undecided', async () => {
    const [lot] = lotsOf('A') as [string];
    await receiveLot(ledger, lot);
    const { id } = await place(ledger, holdRequest([lot]));
    const outcomes = await interleave(
      open.pool,
      (one) => decide(one, id, dispositionRequest(lot, '70')),
      (two) => receiveLot(two, lot, '30'),
    );
    expectBoth(outcomes);
    expect(await account(id, lot)).toMatchObject({ quantity: '100', undecided: '30', pending: '70' });
  });

  it('H4 verify, reverse of one disposition: it is the one or the other', async () => {
    const [lot] = lotsOf('A') as [string];
    await receiveLot(ledger, lot);
    const { id } = await place(ledger, holdRequest([lot]));
    await comeHome(ledger, id);
    const { id: disposition } = await decide(ledger, id, dispositionRequest(lot, '70'));
    const freeing = await advance(ledger, id);
    const results = freeing.batches.flatMap((batch) => obliged(batch, Date.now()));
    const outcomes = await interleave(
      open.pool,
      (one) => advance(one, id, new Date(), { results }),
      (two) => reverse(two, id, disposition),
    );
    const [state] = (await ledger.getHold(id))!.dispositions.map((one) => one.state);
    if (outcomes[1].error) {
      expect((outcomes[1].error as Problem).code).toMatch(/disposition-final|hold-closed/);
      expect(state).toBe('verified');
    } else {
      expect(state).toBe('reversed');
      expect(await account(id, lot)).toMatchObject({ undecided: '70', pending: '0', released: '0' });
      expect(await desired(lot)).toEqual(['held 70']);
      expect((await gate(lot)).releasable).toBe(false);
    }
  });

  it('H4 verify, place: the second hold keeps what the first lets go', async () => {
    const [lot] = lotsOf('A') as [string];
    await receiveLot(ledger, lot);
    const { id } = await place(ledger, holdRequest([lot]));
    await comeHome(ledger, id);
    await decide(ledger, id, dispositionRequest(lot, '70'));
    const freeing = await advance(ledger, id);
    const results = freeing.batches.flatMap((batch) => obliged(batch, Date.now()));
    const outcomes = await interleave(
      open.pool,
      (one) => advance(one, id, new Date(), { results }),
      (two) => place(two, holdRequest([lot])),
    );
    expectBoth(outcomes);
    expect(await holdsOf(lot)).toContain(outcomes[1].value!.id);
    expect(await desired(lot)).toEqual(['held 70']);
    expect((await gate(lot)).releasable).toBe(false);
  });

  /** A hold whose next step closes it. */
  async function closing(lot: string): Promise<{ hold: string; close: (into: Ledger) => Promise<unknown> }> {
    await receiveLot(ledger, lot);
    const { id } = await place(ledger, holdRequest([lot]));
    await comeHome(ledger, id);
    await decide(ledger, id, dispositionRequest(lot, '70'));
    const freeing = await advance(ledger, id);
    const results = freeing.batches.flatMap((batch) => obliged(batch, Date.now()));
    return { hold: id, close: (into) => advance(into, id, new Date(), { results }) };
  }

  it.each<[string, (into: Ledger, hold: string, other: string, lot: string) => Promise<unknown>]>([
    ['verify and close, add lots', (into, hold, other) => addLots(into, hold, other)],
    ['verify and close, lot received', (into, _hold, _other, lot) => receiveLot(into, lot, '30')],
    ['verify and close, made from', (into, _hold, other, lot) => consumed(into, lot, other)],
    [
      'verify and close, decide',
      (into, hold, _other, lot) => decide(into, hold, dispositionRequest(lot, '1')),
    ],
  ])('H4 %s: never closed over what it covers', async (_name, change) => {
    const [lot, other] = lotsOf('A', 'B') as [string, string];
    const { hold, close } = await closing(lot);
    const [closed, changed] = await interleave(open.pool, close, (two) => change(two, hold, other, lot));
    expect(closed.error).toBeUndefined();
    if (changed.error) expect((changed.error as Problem).code).toMatch(/hold-closed|not-enough-undecided/);
    const after = (await ledger.getHold(hold))!;
    const undecided = after.lots.filter((one) => one.undecided !== '0' || one.quantity === '0');
    expect(after.state === 'closed').toBe(undecided.length === 0);
    for (const one of undecided) expect(await holdsOf(one.lot)).toEqual([hold]);
  });

  it('H6 scrap verified under one hold, decided under another: the pieces are counted once in each', async () => {
    const [lot] = lotsOf('A') as [string];
    await receiveLot(ledger, lot);
    const first = await place(ledger, holdRequest([lot]));
    const second = await place(ledger, holdRequest([lot]));
    for (const hold of [first, second]) await comeHome(ledger, hold.id);
    const { id } = await decide(ledger, first.id, dispositionRequest(lot, '20', 'scrap'));
    await comeHome(ledger, first.id);
    await tell(ledger, 'erp', 'erp.scrap.confirmed.v1', {
      disposition: id,
      lot,
      quantity: { value: '20', unit: 'EA' },
    });
    const outcomes = await interleave(
      open.pool,
      (one) => advance(one, first.id),
      (two) => decide(two, second.id, dispositionRequest(lot, '60', 'release')),
    );
    expect(outcomes[0].error).toBeUndefined();
    expect(await account(first.id, lot)).toMatchObject({ undecided: '50', scrapped: '20' });
    const other = await account(second.id, lot);
    if (outcomes[1].error) expect(other).toMatchObject({ undecided: '50', elsewhere: '20' });
    else expect(other).toMatchObject({ undecided: '0', pending: '60', elsewhere: '10' });
  });
});

describe('H4 others who keep winning', () => {
  it('H4 end in a bounded retry, and nothing is written', async () => {
    const [lot] = lotsOf('A') as [string];
    await receiveLot(ledger, lot);
    await open.pool.query(`create function refuse() returns trigger language plpgsql as $$ begin
      raise exception 'contended' using errcode = '40001'; end $$`);
    await open.pool.query(
      'create trigger refuse before insert on hold for each row execute function refuse()',
    );
    try {
      const began = Date.now();
      await expect(place(ledger, holdRequest([lot]))).rejects.toMatchObject({ code: 'contended' });
      expect(Date.now() - began).toBeLessThan(60_000);
    } finally {
      await open.pool.query('drop function refuse cascade');
    }
    expect(await holdsOf(lot)).toEqual([]);
  });
});
