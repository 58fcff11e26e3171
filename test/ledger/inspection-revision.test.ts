import { learnPins, openAt } from './inspections';
import { openLedger, type OpenLedger } from './open-ledger';
import { receiveLot, tell } from './requests';

const ACTIVE_SINCE = new Date('2026-06-01T00:00:00Z');
const before = new Date('2026-05-01T00:00:00Z');
const after = new Date('2026-07-01T00:00:00Z');

/** Lyon builds B, and C since June; PO-7001 keeps B, PO-7901 is of C. */
let open: OpenLedger;
beforeAll(async () => {
  open = await openLedger();
  await learnPins(open.ledger);
  await open.pool.query('insert into item_revision (item, plant, revision, since) values ($1, $2, $3, $4)', [
    'PIN-10',
    'lyon',
    'C',
    ACTIVE_SINCE,
  ]);
});
afterAll(() => open.close());

let numbers = 0;
const newLot = () => `PIN-10:V-${++numbers}`;
/** The revision by whose plan the lot is inspected at Lyon. */
async function inspected(lot: string, order = 'PO-1'): Promise<string | null> {
  const request = { plant: 'lyon', lot, order, operation: '10', checkpoint: 'CP-1' };
  const { revision, plan } = await openAt(open.ledger, request, after);
  expect(plan?.version).toBe(revision);
  return revision;
}
const made = (lot: string, order: string, at: Date) =>
  tell(
    open.ledger,
    'mes-lyon',
    'mes.material.consumed.v1',
    {
      plant: 'lyon',
      order,
      operation: '10',
      occurredAt: at.toISOString(),
      consumed: [],
      produced: [{ lot, quantity: { value: '70', unit: 'EA' } }],
    },
    at,
  );

describe('E6 a lot is inspected by the plan of its own revision', () => {
  it('the one of the order that made it, whatever is built now, and whatever it is inspected for', async () => {
    const lot = newLot();
    await made(lot, 'PO-7001', after);
    expect(await inspected(lot, 'PO-7901')).toBe('B');
    const newer = newLot();
    await made(newer, 'PO-7901', before);
    expect(await inspected(newer, 'PO-7001')).toBe('C');
  });

  it('the one of the order at whose checkpoint it is, where nobody told who made it', async () => {
    expect([await inspected(newLot(), 'PO-7001'), await inspected(newLot(), 'PO-7901')]).toEqual(['B', 'C']);
  });

  it('the one that the plant built when the lot came', async () => {
    const [old, young] = [newLot(), newLot()];
    await receiveLot(open.ledger, old, '70', before);
    await receiveLot(open.ledger, young, '70', after);
    expect([await inspected(old), await inspected(young)]).toEqual(['B', 'C']);
  });

  it('the earliest that is known, of material from before anybody told of it', async () => {
    expect(await inspected(newLot())).toBe('B');
  });

  it('and it stays that, though another becomes known while it is inspected', async () => {
    const lot = newLot();
    expect(await inspected(lot, 'PO-7001')).toBe('B');
    await made(lot, 'PO-7901', after);
    const { items } = await open.ledger.inspections.list({ lot, limit: 1 });
    expect(items[0]).toMatchObject({ revision: 'B', plan: { version: 'B' } });
  });
});
