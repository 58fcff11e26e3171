import { comeHome } from './come-home';
import { openLedger, type OpenLedger } from './open-ledger';
import { heldLot } from './parked';
import { holdRequest, keyed, PERSON, place, receiveLot } from './requests';

const NOW = new Date('2026-11-24T08:00:00Z');
const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

let open: OpenLedger;
beforeEach(async () => {
  open = await openLedger();
});
afterEach(() => open.close());

/** For how long the longest of the open holds has not been contained. */
const uncontained = async (now: Date) => {
  const { holds } = await open.ledger.measures.counts(now);
  return holds.map(({ containment, seconds }) => ({ containment, seconds }));
};

describe('for how long material is not contained', () => {
  it('is since its hold was placed, and over once that is effective', async () => {
    const { hold } = await heldLot(open.ledger, NOW);
    expect(await uncontained(after(30))).toEqual([{ containment: 'gated', seconds: 30 }]);
    await comeHome(open.ledger, hold.id, after(40));
    expect(await uncontained(after(50))).toEqual([{ containment: 'effective', seconds: null }]);
  });

  it('is since a lot joined, where an old hold was effective until then', async () => {
    const { hold } = await heldLot(open.ledger, NOW);
    await comeHome(open.ledger, hold.id, after(1));
    await receiveLot(open.ledger, 'PIN-10:J-1', '70', after(2));
    await keyed(open.ledger, (tx) =>
      open.ledger.addLots(tx, hold.id, [{ lot: 'PIN-10:J-1' }], PERSON, after(86_400)),
    );
    expect(await uncontained(after(86_402))).toEqual([{ containment: 'partial', seconds: 2 }]);
    await comeHome(open.ledger, hold.id, after(86_403));
    expect(await uncontained(after(86_500))).toEqual([{ containment: 'effective', seconds: null }]);
  });

  it('is no time where nothing is there to be contained: the window goes on, and nothing was made in it', async () => {
    const scope = { workCentres: [{ id: 'CNC-2', from: NOW.toISOString(), to: null }] };
    const { id } = await place(open.ledger, holdRequest([], { scope }), NOW);
    // Until the MES has answered nobody knows.
    expect(await uncontained(after(30))).toEqual([{ containment: 'gated', seconds: 30 }]);
    await comeHome(open.ledger, id, after(31));
    expect(await uncontained(after(3_600))).toEqual([{ containment: 'gated', seconds: null }]);
  });
});
