import type { Ledger } from '../../ledger';
import { comeHome } from '../ledger/come-home';
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

let tests = 0;
beforeEach(() => tests++);
const named = (name: string) => `PIN-10:F${tests}-${name}`;
const ea = (value: string) => ({ value, unit: 'EA' as const });
const regrouped = (type: 'mes.lot.split.v1' | 'mes.lot.merged.v1', from: string[], to: string[]) =>
  tell(ledger, 'mes-lyon', type, {
    plant: 'lyon',
    from: from.map((lot) => ({ lot, quantity: ea('10') })),
    to: to.map((lot) => ({ lot, quantity: ea('10') })),
  });
const consumed = (from: string[], to: string[]) =>
  tell(ledger, 'mes-lyon', 'mes.material.consumed.v1', {
    plant: 'lyon',
    order: 'PO-7001',
    occurredAt: '2026-11-03T06:00:00Z',
    consumed: from.map((lot) => ({ lot, quantity: ea('6') })),
    produced: to.map((lot) => ({ lot, quantity: ea('1') })),
  });
const addLots = (hold: string, lot: string) =>
  keyed(ledger, (tx) => ledger.addLots(tx, hold, [{ lot }], PERSON, new Date()));
const holdsOf = async (lot: string) => ((await ledger.getLot(lot)) as { holds: string[] } | null)?.holds;
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

async function held(...lots: string[]): Promise<string> {
  for (const lot of lots) await receiveLot(ledger, lot);
  const { id } = await place(ledger, holdRequest(lots));
  await comeHome(ledger, id);
  return id;
}
async function release(hold: string, lot: string, quantity = '70'): Promise<void> {
  await decide(ledger, hold, dispositionRequest(lot, quantity));
  await comeHome(ledger, hold);
}

describe('H5 follows the material', () => {
  it('H5 what is made from held material is held, over any depth, whichever was told first', async () => {
    const [bar, pin, bracket] = [named('bar'), named('pin'), named('bracket')];
    await consumed([pin], [bracket]);
    const hold = await held(bar);
    await consumed([bar], [pin]);
    for (const lot of [pin, bracket]) expect(await holdsOf(lot)).toEqual([hold]);
  });

  it('H5 what was made before the hold is held with it', async () => {
    await consumed([named('pin')], [named('bracket')]);
    const hold = await held(named('pin'));
    expect(await holdsOf(named('bracket'))).toEqual([hold]);
  });

  it.each(['mes.lot.split.v1', 'mes.lot.merged.v1'] as const)('H5 %s carries every hold on', async (type) => {
    const holds = [await held(named('A')), await held(named('B'))];
    await regrouped(type, [named('A'), named('B')], [named('C'), named('D')]);
    for (const lot of ['C', 'D']) expect(await holdsOf(named(lot))).toEqual(holds.toSorted());
  });

  it('H5 nothing is held that was made after its material was let go', async () => {
    const hold = await held(named('A'), named('B'));
    await release(hold, named('A'));
    await consumed([named('A')], [named('C')]);
    expect(await holdsOf(named('C'))).toEqual([]);
  });

  it('H5 held material that is merged into a lot that was let go holds that lot again', async () => {
    const hold = await held(named('A'), named('B'));
    await release(hold, named('B'));
    expect(await releasable(named('B'))).toBe('70');
    await regrouped('mes.lot.merged.v1', [named('A')], [named('B')]);
    expect(await holdsOf(named('B'))).toEqual([hold]);
    expect(await releasable(named('B'))).toBe('0');
    expect(await comeHome(ledger, hold)).toMatchObject({ containment: 'effective' });
  });

  it('H5 a lot that is added again is held again, as a whole', async () => {
    const hold = await held(named('A'), named('B'));
    await release(hold, named('A'), '30');
    await addLots(hold, named('A'));
    expect(await releasable(named('A'))).toBe('0');
    const account = (await ledger.getHold(hold))!.lots.find(({ lot }) => lot === named('A'));
    expect(account).toMatchObject({ quantity: '70', undecided: '70', released: '0' });
  });

  it('H5 a lot of which a part is held is held whole once it is added', async () => {
    await receiveLot(ledger, named('A'));
    const part = { lot: named('A'), quantity: ea('1'), identifiedBy: { handlingUnit: 'HU-88' } };
    const { id } = await place(ledger, holdRequest([part]));
    await addLots(id, named('A'));
    await release(id, named('A'), '1');
    expect(await releasable(named('A'))).toBe('1');
    const [account] = (await ledger.getHold(id))!.lots;
    expect(account).toMatchObject({ quantity: '70', undecided: '69', released: '1' });
  });

  it('H5 a lot that is added while it is held changes nothing', async () => {
    const hold = await held(named('A'));
    const before = await ledger.getHold(hold);
    await addLots(hold, named('A'));
    expect(await ledger.getHold(hold)).toEqual(before);
  });
});
