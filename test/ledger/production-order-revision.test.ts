import type { PlannedOrder } from '../../contracts/production-order';
import type { RolloutStep } from '../../contracts/release';
import type { Ledger } from '../../ledger';
import { packageOf, requestPackage } from './change-requests';
import { advanceRollout, Factory, rollOn } from './factory';
import { openLedger, type OpenLedger } from './open-ledger';
import { advanceOrder, dispatch, goOn, ITEM, ShopFloorDouble } from './shop-floor';

const NOW = new Date('2026-11-24T08:00:00Z');

/** Each test has a ledger of its own: all of them change the same pin. */
describe('E6 a production order and its revision', () => {
  let open: OpenLedger;
  let ledger: Ledger;
  let factory: Factory;
  beforeEach(async () => {
    open = await openLedger();
    ledger = open.ledger;
    factory = new Factory();
  });
  afterEach(() => open.close());

  const change = async () => (await requestPackage(ledger, packageOf(), {}, NOW)).id;
  /** Until the change has passed its pivot and nothing more is activated. @returns lets it go on to its end */
  async function pivoted(id: string): Promise<() => Promise<void>> {
    let step = await advanceRollout(ledger, id, 'lyon', NOW);
    const next = (from: RolloutStep) =>
      advanceRollout(ledger, id, 'lyon', NOW, {
        results: from.batches.flatMap((batch) => factory.bring(batch, NOW.getTime())),
        assessments: from.questions.map((question) => factory.assess(question)),
      });
    while (step.state !== 'activating') step = await next(step);
    return async () => {
      while (step.batches.length + step.questions.length > 0) step = await next(step);
      expect(step.state).toBe('active');
    };
  }
  const order = (changes: Partial<PlannedOrder> = {}, active = 'B'): ShopFloorDouble => {
    const systems = new ShopFloorDouble(changes);
    systems.floor = { ...systems.floor, active };
    return systems;
  };
  const codes = async (id: string) => (await ledger.orders.get(id))!.findings.map(({ code }) => code);
  const looks = async (id: string) =>
    (await open.pool.query("select from command where kind = 'look' and subject = $1", [id])).rowCount;

  it.each(['B', 'C'])('E6 of %s waits from the pivot to the last observation', async (revision) => {
    const goesOn = await pivoted(await change());
    const systems = order({ revision });
    const { id } = await dispatch(ledger, systems, NOW);
    expect(await goOn(ledger, systems, id, NOW)).toMatchObject({ state: 'waiting' });
    expect(await codes(id)).toEqual(['revision-activating']);
    expect(await looks(id)).toBe(0);
    await goesOn();
    expect(await looks(id)).toBe(1);
    systems.floor = { ...systems.floor, active: 'C' };
    expect(await goOn(ledger, systems, id, NOW)).toMatchObject({
      state: revision === 'C' ? 'released' : 'refused',
    });
  });

  it('E6 of the old revision is sent where its change has decided to finish on it', async () => {
    const decided = order({}, 'C');
    factory.objects = [
      { object: 'order', id: decided.id, item: ITEM, revision: 'B', quantity: '600', unit: 'EA', made: '0' },
    ];
    await rollOn(ledger, factory, await change(), NOW);
    const { id } = await dispatch(ledger, decided, NOW);
    expect(await goOn(ledger, decided, id, NOW)).toMatchObject({ state: 'released' });
    expect(decided.dispatched).toMatchObject({ revision: 'B', finishOnOld: true });
  });

  it('E6 is held against the package that brought its revision, whatever the ERP has made of it', async () => {
    await rollOn(ledger, factory, await change(), NOW);
    const bom = [{ item: 'BAR-3', revision: 'B', quantity: '0.065', unit: 'MTR' }];
    const systems = order({ revision: 'C', bom }, 'C');
    systems.planned = { ...systems.planned!, master: { bom, routing: systems.planned!.routing } };
    const { id } = await dispatch(ledger, systems, NOW);
    expect(await goOn(ledger, systems, id, NOW)).toMatchObject({ state: 'refused' });
    expect(await codes(id)).toEqual(['bom-differs']);
  });

  it('a step that is repeated asks the same again, under the same key', async () => {
    const systems = order();
    const { id } = await dispatch(ledger, systems, NOW);
    let number = 0;
    let step = await advanceOrder(ledger, id, NOW);
    while (step.questions.length > 0)
      step = await advanceOrder(ledger, id, NOW, {
        step: `run/${++number}`,
        answers: step.questions.map((question) => systems.answer(question)),
      });
    const again = await advanceOrder(ledger, id, NOW, { step: `run/${number}` });
    const asked = ({ batches }: typeof step) =>
      batches.flatMap(({ errands }) => errands.map(({ target, generation }) => `${target}#${generation}`));
    expect(asked(again)).toEqual(asked(step));
    expect(asked(again)).toEqual([`mes-lyon/dispatch/${systems.id}#1`]);
  });
});
