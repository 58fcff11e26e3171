import type { RolloutStep } from '../../contracts/release';
import type { Result } from '../../contracts/result';
import type { Batch } from '../../contracts/step';
import type { Ledger } from '../../ledger';
import { packageOf, requestPackage } from '../ledger/change-requests';
import { advanceRollout, Factory } from '../ledger/factory';
import { demoTopology, openLedger, type OpenLedger } from '../ledger/open-ledger';

const NOW = new Date('2026-11-03T06:40:00Z');
const after = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
/** `stageWithinHours` of this topology. */
const HOURS = 10;
const LATE = 'mes-lyon/item/PIN-10@lyon';

describe('E2 a staging that is not through in time', () => {
  let open: OpenLedger;
  let ledger: Ledger;
  let factory: Factory;
  let id: string;
  beforeAll(async () => {
    const demo = demoTopology();
    open = await openLedger({ ...demo, changes: { ...demo.changes, stageWithinHours: HOURS } });
    ledger = open.ledger;
    factory = new Factory();
    ({ id } = await requestPackage(ledger, packageOf(), {}, NOW));
  });
  afterAll(() => open.close());

  const advance = (now: Date, results: Result[] = []) => advanceRollout(ledger, id, 'lyon', now, { results });
  const isLate = ({ errands }: Batch) => errands.some(({ target }) => target === LATE);
  const bring = (batches: readonly Batch[], now: Date) =>
    batches.flatMap((batch) => factory.bring(batch, now.getTime()));
  let sent: readonly Batch[];
  let given: RolloutStep;

  it('E2 waits for the one that is missing, until the time is up', async () => {
    const { questions } = await advance(NOW);
    const assessments = questions.map((question) => factory.assess(question));
    ({ batches: sent } = await advanceRollout(ledger, id, 'lyon', NOW, { assessments }));
    const punctual = sent.filter((batch) => !isLate(batch));
    expect(punctual).toHaveLength(sent.length - 1);
    expect(await advance(NOW, bring(punctual, NOW))).toMatchObject({
      state: 'staging',
      waitsFor: 'mes-lyon to be staged',
      wakeAt: after(HOURS).getTime(),
      batches: [],
    });
    expect(await advance(after(HOURS - 0.001))).toMatchObject({ state: 'staging', overtaken: [] });
  });

  it('E2 is then given up: the others are undone at once, and what is on its way is recalled', async () => {
    given = await advance(after(HOURS));
    expect(given).toMatchObject({ state: 'withdrawing', overtaken: [LATE] });
    expect(given.batches.map(({ system }) => system).sort()).toEqual(['erp', 'plm', 'qms']);
    const undone = await advance(after(HOURS), bring(given.batches, after(HOURS)));
    expect(undone).toMatchObject({ state: 'withdrawing', done: false, batches: [] });
  });

  it('E2 and is withdrawn once the late one is undone, too', async () => {
    const recalled = sent.filter(isLate).flatMap(({ errands }) =>
      errands.map(({ target, generation, token }): Result => {
        const at = after(HOURS).getTime();
        return { target, generation, token, outcome: 'lapsed', text: 'recalled', at };
      }),
    );
    const { batches } = await advance(after(HOURS), recalled);
    expect(batches).toMatchObject([{ errands: [{ target: LATE, desired: { state: 'undone' } }] }]);
    expect(await advance(after(HOURS), bring(batches, after(HOURS)))).toMatchObject({
      state: 'withdrawn',
      done: true,
    });
    expect([...factory.says.values()]).toEqual(['undone', 'undone', 'undone', 'undone']);
  });
});
