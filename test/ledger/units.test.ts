import type { Ledger } from '../../ledger';
import { openLedger, type OpenLedger } from './open-ledger';
import { decide, dispositionRequest, holdRequest, keyed, PERSON, place, tell } from './requests';

let open: OpenLedger;
let ledger: Ledger;
beforeAll(async () => {
  open = await openLedger();
  ledger = open.ledger;
});
afterAll(() => open.close());

let lots = 0;
/** Two boxes of a hundred pins, as the ERP counts them. */
const boxes = async (value = '2') => {
  const lot = `PIN-10:UN-${++lots}`;
  await tell(ledger, 'erp', 'erp.lot.received.v1', {
    lot,
    plant: 'lyon',
    location: 'A-01',
    quantity: { value, unit: 'BX' },
    status: 'unrestricted',
  });
  return lot;
};

describe('Quantities in other units of an item', () => {
  it('are converted exactly wherever they come in: events, parts, decisions, counts, the gate', async () => {
    const lot = await boxes();
    expect(await ledger.getLot(lot)).toMatchObject({ quantity: { value: '200', unit: 'EA' } });
    const part = {
      lot,
      quantity: { value: '0.5', unit: 'BX' as const },
      identifiedBy: { handlingUnit: 'HU-1' },
    };
    const { id } = await place(ledger, holdRequest([part]));
    await keyed(ledger, (tx) =>
      ledger.recordPhysical(
        tx,
        id,
        { lot, location: 'CAGE', counted: { value: '0.5', unit: 'BX' }, tag: 'T-1' },
        PERSON,
        new Date(),
      ),
    );
    await decide(
      ledger,
      id,
      dispositionRequest(lot, '0', 'scrap', { quantity: { value: '0.2', unit: 'BX' } }),
    );
    const hold = (await ledger.getHold(id))!;
    expect(hold.lots).toMatchObject([{ unit: 'EA', undecided: '30', pending: '20' }]);
    expect(hold.dispositions).toMatchObject([{ quantity: { value: '20', unit: 'EA' } }]);
    expect(hold.physical).toMatchObject([{ counted: { value: '50', unit: 'EA' } }]);
    const ask = (quantity: string) =>
      ledger.releasability(
        {
          lot,
          plant: 'lyon',
          action: 'ship',
          purpose: 'sale',
          quantity,
          to: null,
          order: null,
          customer: null,
        },
        'BX',
        new Date(),
      );
    expect(await ask('1.5')).toMatchObject({
      releasable: true,
      releasableQuantity: { value: '150', unit: 'EA' },
    });
    expect(await ask('1.51')).toMatchObject({ releasable: false });
  });

  it('are refused where they are not exact in the unit of the item, or in none of its units', async () => {
    const lot = await boxes();
    const { id } = await place(ledger, holdRequest([lot]));
    const scrap = (value: string, unit: 'BX' | 'KGM') =>
      decide(ledger, id, dispositionRequest(lot, '0', 'scrap', { quantity: { value, unit } }));
    await expect(scrap('0.005', 'BX')).rejects.toMatchObject({
      code: 'quantity-not-exact',
      status: 422,
      errors: [{ pointer: '/quantity/value' }],
    });
    await expect(scrap('1', 'KGM')).rejects.toMatchObject({
      code: 'unit-mismatch',
      errors: [{ pointer: '/quantity/unit', detail: 'counted in EA, BX' }],
    });
    await expect(boxes('0.001')).rejects.toMatchObject({
      code: 'quantity-not-exact',
      errors: [{ pointer: '/data/quantity/value' }],
    });
  });
});
