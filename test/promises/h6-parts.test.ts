import type { IdentifiedBy, LotScope } from '../../contracts/hold';
import type { Result } from '../../contracts/result';
import type { Step } from '../../contracts/step';
import type { Ledger } from '../../ledger';
import { advance, comeHome, obliged } from '../ledger/come-home';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';
import {
  decide,
  dispositionRequest,
  holdRequest,
  keyed,
  PERSON,
  place,
  receiveLot,
} from '../ledger/requests';

let open: OpenLedger;
let ledger: Ledger;
beforeAll(async () => {
  open = await openLedger();
  ledger = open.ledger;
});
afterAll(() => open.close());

let lots = 0;
const newLot = async (quantity = '100'): Promise<string> => {
  const lot = `PIN-10:PT-${++lots}`;
  await receiveLot(ledger, lot, quantity);
  return lot;
};
const part = (lot: string, value: string, identifiedBy: IdentifiedBy): LotScope => ({
  lot,
  quantity: { value, unit: 'EA' },
  identifiedBy,
});
const free = async (lot: string) =>
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
const desired = async (hold: string) => [
  ...new Set(
    (await ledger.getHold(hold))!.targets
      .filter(({ subject }) => subject.kind === 'lot')
      .map(({ desired: { state, quantity } }) => `${state} ${quantity}`),
  ),
];

/** Systems that oblige; the WMS tells this many pieces from the rest, of each part that it is asked about. */
const telling =
  (quantity: string) =>
  (step: Step, at: number): Result[] =>
    step.batches.flatMap((batch) =>
      obliged(batch, at).map((result, index) => {
        const parts = batch.errands[index]!.parts ?? [];
        if (batch.system !== 'wms' || result.outcome !== 'observed') return result;
        const identified = parts.map(({ hold }) => ({ hold, quantity }));
        return { ...result, reading: { ...result.reading, identified } };
      }),
    );
async function comeHomeTelling(hold: string, quantity: string): Promise<void> {
  const results = telling(quantity);
  for (let step = await advance(ledger, hold); step.batches.length > 0;)
    step = await advance(ledger, hold, new Date(), {
      results: results(step, Date.now()),
      exposures: step.questions.map((question) => ({ question, exposed: [] })),
    });
}
const count = (hold: string, lot: string, value: string, tag = 'T-1') =>
  keyed(ledger, (tx) =>
    ledger.recordPhysical(
      tx,
      hold,
      { lot, location: 'CAGE', counted: { value, unit: 'EA' }, tag },
      PERSON,
      new Date(),
    ),
  );

const KINDS: IdentifiedBy[] = [
  { handlingUnit: 'HU-88' },
  { subLot: 'S-1' },
  { location: 'A-01-3' },
  { serials: Array.from({ length: 40 }, (_, index) => `PIN-10:SN-${index}`) },
];

describe('H6 parts', () => {
  it.each(KINDS)('H6 %j: the whole is held until a system tells the part from the rest', async (by) => {
    const lot = await newLot();
    const hold = await place(ledger, holdRequest([part(lot, '40', by)]));
    expect(await free(lot)).toBe('0');
    await comeHomeTelling(hold.id, '39');
    expect([await free(lot), await desired(hold.id)]).toEqual(['0', ['held 100']]);
    const before = (await ledger.getHold(hold.id))!;
    expect(before.lots[0]!.part).toEqual({ by, observed: false });
    // Something is asked anew: the part is packed by now.
    await receiveLot(ledger, lot, '10');
    await comeHomeTelling(hold.id, '40');
    expect([await free(lot), await desired(hold.id)]).toEqual(['70', ['held 40']]);
    expect((await ledger.getHold(hold.id))!.lots[0]).toMatchObject({
      part: { by, observed: true },
      undecided: '40',
    });
  });

  it('H6 a person who counts and tags all the pieces of a part tells them from the rest', async () => {
    const lot = await newLot();
    const hold = await place(ledger, holdRequest([part(lot, '40', { handlingUnit: 'HU-88' })]));
    await comeHome(ledger, hold.id);
    await count(hold.id, lot, '100');
    expect(await free(lot)).toBe('0');
    await count(hold.id, lot, '40');
    expect(await free(lot)).toBe('60');
    await comeHome(ledger, hold.id);
    expect(await desired(hold.id)).toEqual(['held 40']);
    const { items: rows } = await ledger.listAudit({ transaction: hold.transaction, limit: 100 });
    expect(rows).toContainEqual(expect.objectContaining({ action: 'part.identified' }));
  });

  it('H6 two holds over the same pieces keep them once; over others, both', async () => {
    const lot = await newLot();
    const unit = { handlingUnit: 'HU-88' };
    const first = await place(ledger, holdRequest([part(lot, '40', unit)]));
    const second = await place(ledger, holdRequest([part(lot, '40', unit)]));
    for (const { id } of [first, second]) await count(id, lot, '40');
    expect(await free(lot)).toBe('60');
    const third = await place(ledger, holdRequest([part(lot, '10', { location: 'B-02' })]));
    expect(await free(lot)).toBe('0');
    await count(third.id, lot, '10');
    expect(await free(lot)).toBe('50');
    await decide(ledger, first.id, dispositionRequest(lot, '40'));
    for (const { id } of [first, second, third]) await comeHome(ledger, id);
    await comeHome(ledger, first.id);
    expect((await ledger.getHold(first.id))!.state).toBe('closed');
    expect(await free(lot)).toBe('50');
  });

  it('H6 a further part that joins is held as the whole; further serials as themselves', async () => {
    const lot = await newLot();
    const serials = (...names: string[]) => part(lot, String(names.length), { serials: names });
    const hold = await place(ledger, holdRequest([serials('a', 'b')]));
    await count(hold.id, lot, '2');
    expect(await free(lot)).toBe('98');
    const join = (more: LotScope) =>
      keyed(ledger, (tx) => ledger.addLots(tx, hold.id, [more], PERSON, new Date()));
    await join(serials('b', 'c'));
    expect((await ledger.getHold(hold.id))!.lots[0]).toMatchObject({
      undecided: '3',
      part: { by: { serials: ['a', 'b', 'c'] }, observed: false },
    });
    expect(await free(lot)).toBe('0');
    await count(hold.id, lot, '3');
    expect(await free(lot)).toBe('97');
    await join(part(lot, '40', { handlingUnit: 'HU-88' }));
    expect((await ledger.getHold(hold.id))!.lots[0]).toMatchObject({ undecided: '100', part: null });
    expect(await free(lot)).toBe('0');
  });

  it('H6 as many serials are named as are held', async () => {
    const lot = await newLot();
    await expect(place(ledger, holdRequest([part(lot, '3', { serials: ['a', 'b'] })]))).rejects.toMatchObject(
      {
        code: 'invalid-request',
        errors: [{ pointer: '/scope/lots/0/quantity/value' }],
      },
    );
  });
});
