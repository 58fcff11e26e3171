import { ACCOUNT_FIELDS, type HoldLot } from '../../contracts/hold';
import { add } from '../../domain/decimal';
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

let lots = 0;
const held = async (quantity: string) => {
  const lot = `PIN-10:CT-${++lots}`;
  await receiveLot(ledger, lot, quantity);
  const { id } = await place(ledger, holdRequest([lot]));
  return { lot, id };
};
const count = (lot: string, by: string) =>
  tell(ledger, 'erp', 'erp.stock.adjusted.v1', {
    lot,
    plant: 'lyon',
    ...(by.startsWith('-') ? { from: 'A-01' } : { to: 'A-01' }),
    quantity: { value: by.replace('-', ''), unit: 'EA' },
    status: 'unrestricted',
  });
async function account(hold: string): Promise<HoldLot> {
  const [lot] = (await ledger.getHold(hold))!.lots;
  expect(add(...ACCOUNT_FIELDS.map((field) => lot![field]))).toBe(add(lot!.quantity, lot!.adjusted));
  return lot!;
}

describe('H6 counts that differ', () => {
  it('H6 what is undecided is adjusted, and what is decided and gone is missing: shown, and answered for', async () => {
    const { lot, id } = await held('70');
    const { id: scrap } = await decide(ledger, id, dispositionRequest(lot, '60', 'scrap'));
    await count(lot, '-30');
    expect(await account(id)).toMatchObject({
      adjusted: '-10',
      undecided: '0',
      pending: '60',
      missing: '20',
    });
    expect((await ledger.getHold(id))!.residual).toMatchObject([
      { lot, kind: 'unaccounted', quantity: { value: '20', unit: 'EA' }, answer: null },
    ]);
    await keyed(ledger, (tx) => ledger.reverse(tx, id, scrap, 'not so many are there', PERSON, new Date()));
    expect(await account(id)).toMatchObject({ adjusted: '-30', undecided: '40', pending: '0', missing: '0' });
  });

  it('H6 what is found again is no longer missing, and the rest is undecided', async () => {
    const { lot, id } = await held('70');
    await decide(ledger, id, dispositionRequest(lot, '60', 'scrap'));
    await count(lot, '-30');
    await count(lot, '15');
    expect(await account(id)).toMatchObject({ adjusted: '-10', undecided: '0', missing: '5' });
    await count(lot, '15');
    expect(await account(id)).toMatchObject({ adjusted: '0', undecided: '10', missing: '0' });
  });

  it('H6 a count takes from what is free before it takes from what is held', async () => {
    const { lot, id } = await held('70');
    await decide(ledger, id, dispositionRequest(lot, '40'));
    await comeHome(ledger, id);
    expect(await account(id)).toMatchObject({ released: '40', undecided: '30' });
    await count(lot, '-40');
    expect(await account(id)).toMatchObject({ adjusted: '0', undecided: '30' });
    await count(lot, '-5');
    expect(await account(id)).toMatchObject({ adjusted: '-5', undecided: '25' });
    const { targets } = (await ledger.getHold(id))!;
    expect(targets.filter(({ required }) => required).map(({ desired }) => desired.quantity)).toEqual(
      targets.filter(({ required }) => required).map(() => '25'),
    );
  });

  it('H6 a part loses what the lot has no longer, and nothing more', async () => {
    const lot = `PIN-10:CT-${++lots}`;
    await receiveLot(ledger, lot, '100');
    const part = {
      lot,
      quantity: { value: '40', unit: 'EA' as const },
      identifiedBy: { handlingUnit: 'HU-88' },
    };
    const { id } = await place(ledger, holdRequest([part]));
    await count(lot, '-50');
    expect(await account(id)).toMatchObject({ adjusted: '0', undecided: '40' });
    await count(lot, '-20');
    expect(await account(id)).toMatchObject({ adjusted: '-10', undecided: '30' });
    await count(lot, '50');
    expect(await account(id)).toMatchObject({ undecided: '30' });
  });
});
