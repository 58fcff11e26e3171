import type { Ledger } from '../../ledger';
import { AttemptOvertaken } from '../../ledger/attempt';
import { advance as advanceHold } from '../../ledger/saga';
import { advance, comeHome, obliged } from './come-home';
import { demoTopology, openLedger, type OpenLedger } from './open-ledger';
import { decide, dispositionRequest, holdRequest, place, receiveLot } from './requests';

let open: OpenLedger;
let ledger: Ledger;
beforeAll(async () => {
  open = await openLedger();
  ledger = open.ledger;
});
afterAll(() => open.close());

let lots = 0;
async function newLot(): Promise<string> {
  const lot = `PIN-10:S-${++lots}`;
  await receiveLot(ledger, lot);
  return lot;
}
const commandsOf = async (transaction: string) =>
  (
    await open.pool.query<{ kind: string }>('select kind from command where transaction = $1 order by id', [
      transaction,
    ])
  ).rows.map(({ kind }) => kind);

describe('a step of the saga', () => {
  it('asks those who ship first, and what contains before what reports (H3)', async () => {
    const hold = await place(ledger, holdRequest([await newLot()]));
    const { batches } = await advance(ledger, hold.id);
    expect(batches.map(({ system, required }) => [system, required])).toEqual([
      ['wms', true],
      ['erp', true],
      ['mes-lyon', true],
      ['qms', false],
      ['plm', false],
    ]);
  });

  it('that is repeated claims the same again, under a newer token; the next one claims nothing', async () => {
    const { id } = await place(ledger, holdRequest([await newLot()]));
    const news = { hold: id, step: 'run/1', results: [], exposures: [], asking: [] };
    const once = await ledger.advance(() => true, news, new Date());
    const again = await ledger.advance(() => true, news, new Date());
    const targets = (step: typeof once) =>
      step.batches.flatMap(({ errands }) => errands.map(({ target }) => target));
    expect(targets(again)).toEqual(targets(once));
    expect(again.batches[0]!.errands[0]!.token).toBeGreaterThan(once.batches[0]!.errands[0]!.token);
    expect((await ledger.advance(() => true, { ...news, step: 'run/2' }, new Date())).batches).toEqual([]);
  });

  it('A2 is not taken by a worker that was given up, once its successor has begun (chaos, seed 7)', async () => {
    const { id } = await place(ledger, holdRequest([await newLot()]));
    const news = { hold: id, step: 'run/1', results: [], exposures: [], asking: [] };
    const hung = new Date();
    const live = await ledger.advance(() => true, news, hung);
    const late = advanceHold(open.pool, demoTopology(), () => true, news, hung, new Date(hung.getTime() - 1));
    await expect(late).rejects.toThrow(AttemptOvertaken);
    const results = live.batches
      .filter(({ required }) => required)
      .flatMap((one) => obliged(one, Date.now()));
    expect(await advance(ledger, id, new Date(), { results })).toMatchObject({ containment: 'effective' });
  });

  it('wakes the saga of every other hold with a stake in what it brought home', async () => {
    const lot = await newLot();
    const first = await place(ledger, holdRequest([lot]));
    const second = await place(ledger, holdRequest([lot]));
    const { batches } = await advance(ledger, first.id);
    const before = await commandsOf(second.transaction);
    await advance(ledger, first.id, new Date(), { results: obliged(batches[0]!, Date.now()) });
    expect(await commandsOf(second.transaction)).toEqual([...before, 'look']);
  });

  it('of a hold that is over stays the last, though another hold asks for the same target', async () => {
    const lot = await newLot();
    const first = await place(ledger, holdRequest([lot]));
    await comeHome(ledger, first.id);
    await decide(ledger, first.id, dispositionRequest(lot, '70'));
    expect(await comeHome(ledger, first.id)).toMatchObject({ done: true });
    const second = await place(ledger, holdRequest([lot]));
    expect(await advance(ledger, first.id)).toMatchObject({ done: true, batches: [] });
    expect((await advance(ledger, second.id)).batches).not.toEqual([]);
  });

  it('goes on where the QMS gives the hold a number that another open hold has', async () => {
    const taken = { system: 'qms', id: 'done' };
    await place(ledger, holdRequest([await newLot()], { nonconformance: taken }));
    const hold = await place(ledger, holdRequest([await newLot()]));
    expect(await comeHome(ledger, hold.id)).toMatchObject({ containment: 'effective' });
    expect((await ledger.getHold(hold.id))!.nonconformance).toBeNull();
  });

  it('learns the number that the QMS gave', async () => {
    const hold = await place(ledger, holdRequest([await newLot()]));
    const { batches } = await advance(ledger, hold.id);
    const raised = batches.find(({ system }) => system === 'qms')!;
    const results = obliged(raised, Date.now()).map((result) =>
      result.outcome === 'observed'
        ? { ...result, reading: { ...result.reading, evidence: `NC-of-${hold.id}` } }
        : result,
    );
    await advance(ledger, hold.id, new Date(), { results });
    expect((await ledger.getHold(hold.id))!.nonconformance).toEqual({
      system: 'qms',
      id: `NC-of-${hold.id}`,
    });
  });
});

describe('a batch that is out of patience', () => {
  it('opens one exception a target, and each closes by itself when the target comes home', async () => {
    const hold = await place(ledger, holdRequest([await newLot()]));
    const { batches } = await advance(ledger, hold.id);
    const erp = batches.find(({ system }) => system === 'erp')!;
    const targets = erp.errands.map(({ target }) => target);
    await ledger.escalate(hold.id, targets, new Date());
    await ledger.escalate(hold.id, targets, new Date());
    const filter = { transaction: hold.transaction, limit: 10 };
    expect((await ledger.listExceptions({ ...filter, state: 'open' })).items).toMatchObject([
      { system: 'erp', reason: { code: 'out-of-patience' } },
    ]);
    expect((await advance(ledger, hold.id)).openExceptions).toBe(1);
    await advance(ledger, hold.id, new Date(), { results: obliged(erp, Date.now()) });
    expect((await ledger.listExceptions(filter)).items).toMatchObject([{ state: 'closed' }]);
  });
});
