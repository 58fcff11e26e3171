import fc from 'fast-check';
import { DECISIONS, type Decision } from '../../contracts/disposition';
import { ACCOUNT_FIELDS, type Hold, type HoldLot } from '../../contracts/hold';
import { Problem } from '../../contracts/problem';
import { add, compare } from '../../domain/decimal';
import { PROCEDURES } from '../../domain/dispositions';
import type { Ledger } from '../../ledger';
import { pieces } from '../domain/arbitraries';
import { comeHome } from '../ledger/come-home';
import { confirmAll } from '../ledger/confirm-all';
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

let lots = 0;
const newLot = () => `PIN-10:Q-${++lots}`;
const accountOf = async (hold: string): Promise<HoldLot> => (await ledger.getHold(hold))!.lots[0]!;
const releasable = async (lot: string) =>
  (
    await ledger.releasability(
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
    )
  ).releasableQuantity.value;

/** The promise, over what the API shows. */
function expectToAddUp(account: HoldLot): void {
  expect(add(...ACCOUNT_FIELDS.map((field) => account[field]))).toBe(add(account.quantity, account.adjusted));
  for (const field of ACCOUNT_FIELDS) expect(compare(account[field], '0')).toBeGreaterThanOrEqual(0);
}

const APPROVALS = (['quality', 'design-authority'] as const).map((kind) => ({
  kind,
  id: 'p-1',
  name: 'A. Martin',
  meaning: 'fit for use',
  at: '2026-11-03T06:40:00.000Z',
  reference: 'MRB-77',
}));
const request = (lot: string, quantity: string, decision: Decision) =>
  dispositionRequest(lot, quantity, decision, {
    approvals: PROCEDURES[decision].approvals.length > 0 ? APPROVALS : [],
  });

/** What may happen to two holds over one lot; what is not possible at that moment is refused, and changes nothing. */
const happening = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      hold: fc.nat(1),
      quantity: pieces,
      decision: fc.constantFrom(...DECISIONS),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('step' as const), hold: fc.nat(1), passed: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('reverse' as const), hold: fc.nat(1), which: fc.nat(9) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('receive' as const, 'find' as const, 'lose' as const),
      quantity: pieces,
    }),
  },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

async function happen(lot: string, holds: readonly Hold[], what: Happening): Promise<void> {
  switch (what.kind) {
    case 'decide':
      await decide(ledger, holds[what.hold]!.id, request(lot, what.quantity, what.decision));
      return;
    case 'step':
      await confirmAll(ledger, holds[what.hold]!.id, what.passed);
      await comeHome(ledger, holds[what.hold]!.id);
      return;
    case 'reverse': {
      const { id, dispositions } = (await ledger.getHold(holds[what.hold]!.id))!;
      const one = dispositions[what.which % Math.max(dispositions.length, 1)];
      if (one)
        await keyed(ledger, (tx) => ledger.reverse(tx, id, one.id, 'on second thoughts', PERSON, new Date()));
      return;
    }
    case 'receive':
      await receiveLot(ledger, lot, what.quantity);
      return;
    case 'find':
    case 'lose':
      await tell(ledger, 'erp', 'erp.stock.adjusted.v1', {
        lot,
        plant: 'lyon',
        ...(what.kind === 'find' ? { to: 'A-01' } : { from: 'A-01' }),
        quantity: { value: what.quantity, unit: 'EA' },
        status: 'unrestricted',
      });
  }
}

describe('H6 quantities add up', () => {
  it('H6 at every moment of any life of two holds over one lot', async () => {
    await fc.assert(
      fc.asyncProperty(
        pieces,
        fc.array(happening, { minLength: 5, maxLength: 25 }),
        async (quantity, life) => {
          const lot = newLot();
          await receiveLot(ledger, lot, quantity);
          const holds = [await place(ledger, holdRequest([lot])), await place(ledger, holdRequest([lot]))];
          for (const what of life) {
            await happen(lot, holds, what).catch((error: unknown) => {
              if (!(error instanceof Problem)) throw error;
            });
            for (const hold of holds) expectToAddUp(await accountOf(hold.id));
            const known = (await ledger.getLot(lot)) as {
              quantity: { value: string };
              stock: { quantity: string }[];
            };
            expect(add('0', ...known.stock.map((one) => one.quantity))).toBe(known.quantity.value);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('H6 in exact decimals, where a number would not do', async () => {
    const lot = `BAR-3:Q-${++lots}`;
    const heat = (value: string) =>
      tell(ledger, 'erp', 'erp.lot.received.v1', {
        lot,
        plant: 'lyon',
        location: 'A-01',
        quantity: { value, unit: 'MTR' },
        status: 'unrestricted',
      });
    await heat('0.1');
    await heat('0.2');
    const hold = await place(ledger, holdRequest([lot]));
    expect(await accountOf(hold.id)).toMatchObject({ quantity: '0.3', undecided: '0.3' });
    await heat('999999999999999999');
    await heat('0.000000001');
    const all = '999999999999999999.300000001';
    expect(await accountOf(hold.id)).toMatchObject({ quantity: all, undecided: all });
    const some = { value: '0.000000001', unit: 'MTR' } as const;
    await decide(ledger, hold.id, dispositionRequest(lot, '1', 'release', { quantity: some }));
    expect(await accountOf(hold.id)).toMatchObject({
      undecided: '999999999999999999.3',
      pending: '0.000000001',
    });
  });

  it('H6 a part that nothing tells from the rest is held as the whole', async () => {
    const lot = newLot();
    await receiveLot(ledger, lot, '70');
    const part = { lot, quantity: { value: '1', unit: 'EA' as const } };
    const hold = await place(ledger, holdRequest([part]));
    expect(await accountOf(hold.id)).toMatchObject({ quantity: '70', undecided: '70' });
    expect(await releasable(lot)).toBe('0');
  });

  it('H6 an identified part has its own account, and the whole lot is held until that was observed', async () => {
    const lot = newLot();
    await receiveLot(ledger, lot, '70');
    const part = {
      lot,
      quantity: { value: '1', unit: 'EA' as const },
      identifiedBy: { handlingUnit: 'HU-88' },
    };
    const hold = await place(ledger, holdRequest([part]));
    expect(await accountOf(hold.id)).toMatchObject({ quantity: '1', undecided: '1' });
    expect(await releasable(lot)).toBe('0');
    const asked = (await ledger.getHold(hold.id))!.targets.filter(({ subject }) => subject.kind === 'lot');
    expect(asked.map(({ desired }) => desired)).toEqual(asked.map(() => ({ state: 'held', quantity: '70' })));
  });

  it('H6 a lot that is all lost has nothing left to decide: its hold closes', async () => {
    const lot = newLot();
    await receiveLot(ledger, lot, '5');
    const { id } = await place(ledger, holdRequest([lot]));
    await comeHome(ledger, id);
    await tell(ledger, 'erp', 'erp.stock.adjusted.v1', {
      lot,
      plant: 'lyon',
      from: 'A-01',
      quantity: { value: '5', unit: 'EA' },
      status: 'unrestricted',
    });
    expect(await accountOf(id)).toMatchObject({ quantity: '5', adjusted: '-5', undecided: '0' });
    expect(await comeHome(ledger, id)).toMatchObject({ state: 'closed', done: true });
    expect(await releasable(lot)).toBe('0');
  });

  it('H6 more than is undecided is refused, and nothing has changed', async () => {
    const lot = newLot();
    await receiveLot(ledger, lot, '70');
    const { id } = await place(ledger, holdRequest([lot]));
    await decide(ledger, id, dispositionRequest(lot, '69.5'));
    const everything = async () => [
      await ledger.getHold(id),
      (
        await open.pool.query(
          'select (select count(*) from audit), (select count(*) from event), (select count(*) from command), (select count(*) from idempotency)',
        )
      ).rows,
    ];
    const before = await everything();
    await expect(decide(ledger, id, dispositionRequest(lot, '0.500000001', 'scrap'))).rejects.toMatchObject({
      code: 'not-enough-undecided',
      errors: [{ pointer: '/quantity/value' }],
    });
    expect(await everything()).toEqual(before);
  });

  it('H6 decisions that come at once never exceed what is undecided', async () => {
    const lot = newLot();
    await receiveLot(ledger, lot, '70');
    const { id } = await place(ledger, holdRequest([lot]));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, () => decide(ledger, id, dispositionRequest(lot, '15', 'scrap'))),
    );
    const decided = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(decided).toBeLessThanOrEqual(4);
    expect(decided).toBeGreaterThan(0);
    const account = await accountOf(id);
    expectToAddUp(account);
    expect(account.pending).toBe(String(15 * decided));
  });

  it.each([
    ['undecided = undecided - 1', 'quantities_add_up'],
    ['released = released + 1', 'quantities_add_up'],
    ['undecided = -1, released = 71', 'hold_lot_undecided_check'],
    ['freeing = 1', 'freeing_is_pending'],
  ])('H6 the ledger itself refuses an account that does not: %s', async (change, constraint) => {
    const lot = newLot();
    await receiveLot(ledger, lot, '70');
    const { id } = await place(ledger, holdRequest([lot]));
    await expect(
      open.pool.query(`update hold_lot set ${change} where hold = $1`, [id]),
    ).rejects.toMatchObject({
      constraint,
    });
  });
});
