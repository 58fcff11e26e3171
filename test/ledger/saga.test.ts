import type { Result } from '../../contracts/result';
import type { Step } from '../../contracts/step';
import type { Ledger } from '../../ledger';
import { AttemptOvertaken } from '../../ledger/attempt';
import { advance as advanceHold } from '../../ledger/saga';
import { advance, comeHome, obliged } from './come-home';
import { demoTopology, openLedger, type OpenLedger } from './open-ledger';
import { decide, dispositionRequest, holdRequest, keyed, PERSON, place, receiveLot } from './requests';

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

const attempt = (hold: string, step: string, now = new Date(), results: Result[] = []): Promise<Step> =>
  ledger.advance(() => true, { hold, step, results, exposures: [], asking: [] }, now);
const errands = ({ batches }: Step) => batches.flatMap((batch) => batch.errands);
/** Each target that was given out, and under which token. */
const claimed = (step: Step) => errands(step).map(({ target, token }): [string, number] => [target, token]);
const lotsOf = (step: Step) => errands(step).map(({ lot }) => lot);
const requiredOf = ({ batches }: Step) => batches.filter((batch) => batch.required);

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

  it('that is repeated gives out the same, under the same tokens; the next one claims nothing', async () => {
    const { id } = await place(ledger, holdRequest([await newLot()]));
    const now = new Date();
    const once = await attempt(id, 'run/1', now);
    expect(claimed(once)).not.toEqual([]);
    expect(claimed(await attempt(id, 'run/1', now))).toEqual(claimed(once));
    expect((await attempt(id, 'run/2', now)).batches).toEqual([]);
  });

  it('A2 is not taken by a worker that was given up, once its successor has begun (chaos, seed 7)', async () => {
    const { id } = await place(ledger, holdRequest([await newLot()]));
    const news = { hold: id, step: 'run/1', results: [], exposures: [], asking: [] };
    const hung = new Date();
    const live = await ledger.advance(() => true, news, hung);
    const late = advanceHold(open.pool, demoTopology(), () => true, news, hung, new Date(hung.getTime() - 1));
    await expect(late).rejects.toThrow(AttemptOvertaken);
    const results = requiredOf(live).flatMap((one) => obliged(one, Date.now()));
    expect(await advance(ledger, id, new Date(), { results })).toMatchObject({ containment: 'effective' });
  });

  it('A2 is taken from whichever worker is heard, though one that was given up wakes and begins it after the other', async () => {
    const { id } = await place(ledger, holdRequest([await newLot()]));
    const heard = await attempt(id, 'run/1');
    await attempt(id, 'run/1');
    const results = requiredOf(heard).flatMap((one) => obliged(one, Date.now()));
    expect(await attempt(id, 'run/2', new Date(), results)).toMatchObject({ containment: 'effective' });
  });

  it('A2 leaves what has become due to the next, where its own worker may not be heard', async () => {
    const { id } = await place(ledger, holdRequest([await newLot()]));
    await attempt(id, 'run/1');
    await attempt(id, 'run/2');
    const added = await newLot();
    await keyed(ledger, (tx) => ledger.addLots(tx, id, [{ lot: added }], PERSON, new Date()));
    const late = await attempt(id, 'run/1');
    expect(lotsOf(late)).not.toContain(added);
    expect(late.wakeAt).not.toBeNull();
    const now = new Date();
    expect(await attempt(id, 'run/2', now)).toMatchObject({ batches: [], wakeAt: now.getTime() });
    expect(lotsOf(await attempt(id, 'run/3', now))).toContain(added);
  });

  it('A2 that a worker of the release before has claimed is given out again', async () => {
    const { id, transaction } = await place(ledger, holdRequest([await newLot()]));
    const former = claimed(await attempt(id, 'run/1'));
    await open.pool.query('delete from saga_step where saga = $1', [transaction]);
    expect(claimed(await attempt(id, 'run/1'))).toEqual(former);
  });

  it('A2 of a run that was ended by force is taken over by the next run, under newer tokens', async () => {
    const { id } = await place(ledger, holdRequest([await newLot()]));
    const former = claimed(await attempt(id, 'former/7'));
    const later = claimed(await attempt(id, 'later/1'));
    expect(later.map(([target]) => target)).toEqual(former.map(([target]) => target));
    expect(later[0]![1]).toBeGreaterThan(former[0]![1]);
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
