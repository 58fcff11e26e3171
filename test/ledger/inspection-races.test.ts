import type { JudgedInspection } from '../../contracts/inspection';
import { learnPins, openAt, post, readingsOf, resultOf, without } from './inspections';
import { insist } from './insist';
import { openLedger, type OpenLedger } from './open-ledger';
import { holdRequest, place, receiveLot, tell } from './requests';

let open: OpenLedger;
beforeAll(async () => {
  open = await openLedger();
  await learnPins(open.ledger);
});
afterAll(() => open.close());

let numbers = 0;
async function newLot(): Promise<string> {
  const lot = `PIN-10:C-${++numbers}`;
  await receiveLot(open.ledger, lot);
  return lot;
}
const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: count }, (_, index) => insist(() => work(index))));
const passing = {
  readings: readingsOf(without('66')),
  sampling: { lotSize: 70, sampleSize: 69, accept: 0, reject: 1 },
  verdict: 'pass' as const,
};

it('a checkpoint that is told by many at once is one inspection', async () => {
  const { ledger } = open;
  const lot = await newLot();
  const request = { plant: 'lyon', lot, order: 'PO-7001', operation: '10', checkpoint: 'CP-1' };
  const opened = await times<unknown>(6, (index) =>
    index % 2 === 0
      ? openAt(ledger, request)
      : tell(ledger, 'mes-lyon', 'mes.checkpoint.reached.v1', request),
  );
  expect(opened.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 'fulfilled'));
  expect((await ledger.inspections.list({ lot, limit: 10 })).items).toHaveLength(1);
});

it('of results that contradict each other one counts, and what follows is its alone', async () => {
  const { ledger } = open;
  const lot = await newLot();
  const posted = await times(6, (index) => post(ledger, resultOf(lot, index % 2 === 0 ? {} : passing)));
  const judged = posted.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const refused = posted.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
  expect(judged).toHaveLength(3);
  expect(new Set(judged.map(({ state }: JudgedInspection) => state)).size).toBe(1);
  expect(refused).toHaveLength(3);
  for (const reason of refused) expect(reason).toMatchObject({ code: 'inspection-closed' });
  const holds = (await ledger.listHolds({ lot, limit: 10 })).items;
  expect(holds).toHaveLength(judged[0]!.state === 'failed' ? 1 : 0);
});

it('a failure beside another hold of the same lot: both hold it', async () => {
  const { ledger } = open;
  const lot = await newLot();
  const [judged] = await Promise.all([
    insist(() => post(ledger, resultOf(lot))),
    insist(() => place(ledger, holdRequest([lot]))),
  ]);
  const holds = (await ledger.listHolds({ lot, limit: 10 })).items;
  expect(holds.map(({ lots }) => lots.map((one) => one.undecided))).toEqual([['70'], ['70']]);
  expect(holds.map(({ id }) => id)).toContain(judged.hold!.id);
});

it('a result that was posted here and comes back in the QMS’s own words is one result', async () => {
  const { ledger } = open;
  const lot = await newLot();
  const judged = await post(ledger, resultOf(lot));
  const echo = { ...resultOf(lot), measuredBy: 'QMS', sampling: null, disposition: null };
  expect(await tell(ledger, 'qms', 'qms.inspection.completed.v1', echo)).toEqual({ status: 'accepted' });
  const other = { ...echo, readings: readingsOf(without('66')), verdict: 'pass' as const };
  await expect(tell(ledger, 'qms', 'qms.inspection.completed.v1', other)).rejects.toMatchObject({
    code: 'inspection-closed',
  });
  const { items } = await ledger.inspections.list({ lot, limit: 10 });
  expect(items).toMatchObject([{ id: judged.id, state: 'failed', result: { measuredBy: 'Inès Roux' } }]);
});
