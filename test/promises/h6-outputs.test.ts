import { ACCOUNT_FIELDS, type HoldLot } from '../../contracts/hold';
import { add } from '../../domain/decimal';
import type { Ledger } from '../../ledger';
import { comeHome } from '../ledger/come-home';
import { confirmAll } from '../ledger/confirm-all';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';
import { decide, dispositionRequest, holdRequest, place, receiveLot, tell } from '../ledger/requests';

let open: OpenLedger;
let ledger: Ledger;
beforeAll(async () => {
  open = await openLedger();
  ledger = open.ledger;
});
afterAll(() => open.close());

let lots = 0;
const newLot = async () => {
  const lot = `PIN-10:OUT-${++lots}`;
  await receiveLot(ledger, lot, '70');
  return lot;
};
const accountOf = async (hold: string, lot: string): Promise<HoldLot | undefined> => {
  const found = (await ledger.getHold(hold))!.lots.find((one) => one.lot === lot);
  if (found)
    expect(add(...ACCOUNT_FIELDS.map((field) => found[field]))).toBe(add(found.quantity, found.adjusted));
  return found;
};
const lotOf = (lot: string) => ledger.getLot(lot);
const reworked = (disposition: string, lot: string, output: string) =>
  tell(ledger, 'mes-lyon', 'mes.rework.finished.v1', {
    disposition,
    lot,
    quantity: { value: '10', unit: 'EA' },
    output,
  });
const inspected = (disposition: string, lot: string, verdict: 'pass' | 'fail') =>
  tell(ledger, 'qms', 'qms.inspection.completed.v1', {
    inspection: { system: 'qms', id: `IN-${disposition}` },
    plant: 'lyon',
    lot,
    verdict,
    disposition,
  });

describe('H6 what rework and regrade make', () => {
  async function underRework(output: string, lot: string) {
    const { id } = await place(ledger, holdRequest([lot]));
    await comeHome(ledger, id);
    const { id: rework } = await decide(ledger, id, dispositionRequest(lot, '10', 'rework'));
    await comeHome(ledger, id);
    await reworked(rework, lot, output);
    return { id, rework };
  }

  it('H6 reworked pieces that come out as another lot are held there until they are inspected again', async () => {
    const lot = await newLot();
    const output = `${lot}-R`;
    const { id, rework } = await underRework(output, lot);
    expect(await lotOf(lot)).toMatchObject({ quantity: { value: '60' } });
    expect(await lotOf(output)).toMatchObject({ quantity: { value: '10' }, holds: [id] });
    expect(await accountOf(id, lot)).toMatchObject({ undecided: '60', reworked: '10' });
    expect(await accountOf(id, output)).toMatchObject({ quantity: '10', pending: '10' });
    await comeHome(ledger, id);
    await reworked(rework, lot, output);
    expect(await accountOf(id, output)).toMatchObject({ pending: '10' });
    await inspected(rework, output, 'pass');
    await comeHome(ledger, id);
    expect(await accountOf(id, output)).toMatchObject({ pending: '0', reworked: '10' });
    expect(await lotOf(output)).toMatchObject({ holds: [] });
    const { targets, dispositions } = (await ledger.getHold(id))!;
    expect(dispositions).toMatchObject([{ output, state: 'verified' }]);
    const postings = targets.filter(({ subject }) => subject.id === rework).map(({ system }) => system);
    expect(postings.sort()).toEqual(['erp', 'mes-lyon', 'qms', 'wms']);
  });

  it('H6 those that fail are decided about anew, in the new lot', async () => {
    const lot = await newLot();
    const output = `${lot}-R`;
    const { id, rework } = await underRework(output, lot);
    await inspected(rework, output, 'fail');
    expect(await accountOf(id, output)).toMatchObject({ undecided: '10', pending: '0' });
    expect(await accountOf(id, lot)).toMatchObject({ undecided: '60', reworked: '10' });
    const { targets } = (await ledger.getHold(id))!;
    const posted = targets.filter(({ subject }) => subject.id === rework);
    expect(posted.map(({ desired }) => desired.state)).toEqual(posted.map(() => 'posted'));
  });

  it('H5 H6 other holds have the pieces no longer in the first lot, and hold them in the new one', async () => {
    const lot = await newLot();
    const other = await place(ledger, holdRequest([lot]));
    const { id, rework } = await underRework(`${lot}-R`, lot);
    expect(await accountOf(other.id, lot)).toMatchObject({ undecided: '60', elsewhere: '10' });
    expect(await accountOf(other.id, `${lot}-R`)).toMatchObject({ undecided: '10' });
    await inspected(rework, `${lot}-R`, 'pass');
    await comeHome(ledger, id);
    await comeHome(ledger, other.id);
    expect(await lotOf(`${lot}-R`)).toMatchObject({ holds: [other.id] });
  });

  it('H6 a regrade to another item makes a lot of that item, free of the hold that decided so and of no other', async () => {
    const lot = await newLot();
    const output = `PLATE-7:OUT-${lots}`;
    const { id } = await place(ledger, holdRequest([lot]));
    const other = await place(ledger, holdRequest([lot]));
    await comeHome(ledger, id);
    await comeHome(ledger, other.id);
    await decide(ledger, id, dispositionRequest(lot, '10', 'regrade', { output }));
    expect(await lotOf(output)).toBeNull();
    await comeHome(ledger, id);
    await confirmAll(ledger, id);
    await comeHome(ledger, id);
    expect(await lotOf(lot)).toMatchObject({ quantity: { value: '60' } });
    expect(await lotOf(output)).toMatchObject({
      item: 'PLATE-7',
      quantity: { value: '10' },
      stock: [{ location: 'A-01', status: 'unrestricted' }],
      holds: [other.id],
    });
    expect(await accountOf(id, lot)).toMatchObject({ undecided: '60', regraded: '10' });
    expect(await accountOf(other.id, lot)).toMatchObject({ undecided: '60', elsewhere: '10' });
  });

  it('H6 a lot that pieces cannot become is refused, and so is one that nobody asked for', async () => {
    const lot = await newLot();
    const { id } = await place(ledger, holdRequest([lot]));
    const regrade = (output: string) =>
      decide(ledger, id, dispositionRequest(lot, '1', 'regrade', { output }));
    await expect(regrade('BAR-3:OUT-1')).rejects.toMatchObject({ code: 'unit-mismatch' });
    await expect(regrade('GASKET-1:1')).rejects.toMatchObject({ code: 'unknown-item' });
    await expect(regrade(lot)).rejects.toMatchObject({ code: 'invalid-request' });
    await expect(
      decide(ledger, id, dispositionRequest(lot, '1', 'scrap', { output: `${lot}-X` })),
    ).rejects.toMatchObject({ code: 'invalid-request', errors: [{ pointer: '/output' }] });
  });
});
