import { comeHome } from './come-home';
import { openLedger, type OpenLedger } from './open-ledger';
import { holdRequest, keyed, PERSON, place, receiveLot, tell } from './requests';

describe('Containment is true to what is known, though no saga runs', () => {
  let open: OpenLedger;
  beforeAll(async () => {
    open = await openLedger();
  });
  afterAll(() => open.close());

  /** A hold on one lot, which every system has been read to hold. */
  async function effectiveHold(lot: string): Promise<string> {
    await receiveLot(open.ledger, lot);
    const { id } = await place(open.ledger, holdRequest([lot]));
    await comeHome(open.ledger, id);
    expect((await open.ledger.getHold(id))?.containment).toBe('effective');
    return id;
  }

  it('goes back in the transaction in which a lot is added', async () => {
    const id = await effectiveHold('PIN-10:L-1');
    await receiveLot(open.ledger, 'PIN-10:L-2');
    const answer = await keyed(open.ledger, (tx) =>
      open.ledger.addLots(tx, id, [{ lot: 'PIN-10:L-2' }], PERSON, new Date()),
    );
    expect(answer.containment).toBe('partial');
    await comeHome(open.ledger, id);
    expect((await open.ledger.getHold(id))?.containment).toBe('effective');
  });

  it('goes back when something is made from held material', async () => {
    const id = await effectiveHold('PIN-10:L-3');
    await tell(open.ledger, 'mes-lyon', 'mes.material.consumed.v1', {
      plant: 'lyon',
      order: 'PO-7002',
      occurredAt: new Date().toISOString(),
      consumed: [{ lot: 'PIN-10:L-3', quantity: { value: '6', unit: 'EA' } }],
      produced: [{ lot: 'BRACKET-100:L-4', quantity: { value: '1', unit: 'EA' } }],
    });
    expect((await open.ledger.getHold(id))?.containment).toBe('partial');
  });
});
