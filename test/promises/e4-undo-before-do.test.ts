import { freeze, killed } from '../stack/freeze';
import { countRows } from '../stack/ledger';
import { taken } from '../stack/material';
import {
  askedSince,
  clearUp,
  engineer,
  expectAgreement,
  farAt,
  getChange,
  itemIn,
  itemTarget,
  reaches,
  release,
  systemsAt,
  withdraw,
} from './e/change';
import { type Doubling, doubling } from './e/doubling';
import { play, rowsOf, UNDOING } from './e/failing-step';
import { impatientTopology } from './e/impatient';
import { KEEPERS, OPERATIONS, systemOf } from './e/steps';
import { eventually } from '../support/eventually';
import { startStack, type TestStack } from '../support/stack';

const ITEM = 'PLATE-7';
const SYSTEMS = systemsAt('lyon');
const WORKERS = ['worker-enterprise', 'worker-lyon'];

type Step = 'stage' | 'activate' | 'undo';

describe('E4 undo is registered before do', () => {
  let stack: TestStack;
  let proxies: Doubling[];
  let goOn = () => {};
  beforeAll(async () => {
    proxies = await Promise.all(
      SYSTEMS.map((system) => doubling(() => stack.description().systems[system]!)),
    );
    const addresses = Object.fromEntries(SYSTEMS.map((system, index) => [system, proxies[index]!.address]));
    stack = await startStack('--topology', impatientTopology('doubling', addresses));
  });
  afterEach(async () => {
    goOn();
    for (const proxy of proxies) proxy.twice = false;
    await clearUp(stack);
  });
  afterAll(async () => {
    await stack.stop();
    for (const proxy of proxies) proxy.close();
  });

  const hang = (what: Step) =>
    Promise.all(
      KEEPERS.map((keeper) =>
        stack
          .control(systemOf(keeper))
          .faults({ latencyMs: 3_600_000, operations: [OPERATIONS[keeper][what]] }),
      ),
    );

  /** The calls of that kind, which hang, have arrived everywhere; they are worked on, and nobody hears what comes of it. */
  async function doneUnheard(what: Step, since: string): Promise<void> {
    await eventually(
      async () => {
        for (const keeper of KEEPERS) {
          const asked = await askedSince(stack, systemOf(keeper), `${ITEM}@lyon`, since);
          if (!asked.some(({ operation }) => operation === OPERATIONS[keeper][what])) return false;
        }
        return true;
      },
      { every: 10 },
    );
    // Not in the middle of a transaction: it would keep what it has locked from whoever withdraws.
    await eventually(async () => {
      goOn = freeze(stack, ...WORKERS);
      const inTheMiddle = await countRows(
        stack,
        'pg_stat_activity where application_name = $1 and xact_start is not null',
        ['interlock worker-enterprise'],
      );
      if (inTheMiddle > 0) goOn();
      return inTheMiddle === 0;
    });
    await Promise.all(KEEPERS.map((keeper) => stack.control(systemOf(keeper)).faults({})));
  }

  const saysEverywhere = (said: { active: string; staged: string | null }) =>
    eventually(async () => {
      expect(await itemIn(stack, ITEM)).toEqual(Object.fromEntries(SYSTEMS.map((system) => [system, said])));
      return true;
    });

  const killWorkers = () => Promise.all(WORKERS.map((worker) => killed(stack, worker)));

  describe('E4 its workers are killed', () => {
    it('E4 while staging: what was staged is undone, though nobody heard of it', async () => {
      const own = await engineer(stack, [ITEM]);
      await hang('stage');
      const { id, requestedAt } = await release(stack, own, farAt('lyon'));
      await doneUnheard('stage', requestedAt);
      const { from, to } = own.items[0]!;
      await saysEverywhere({ active: from, staged: to });
      taken(202, await withdraw(stack, id));
      await killWorkers();
      await reaches(stack, id, 'withdrawn');
      await expectAgreement(stack, id);
    });

    it('E4 while undoing: it is undone, and has been undone once', async () => {
      const own = await engineer(stack, [ITEM]);
      const { id, requestedAt } = await release(stack, own, farAt('lyon'));
      await reaches(stack, id, 'staged');
      await hang('undo');
      taken(202, await withdraw(stack, id));
      await doneUnheard('undo', requestedAt);
      await saysEverywhere({ active: own.items[0]!.from, staged: null });
      await killWorkers();
      await reaches(stack, id, 'withdrawn');
      await expectAgreement(stack, id);
      await expectOnce(requestedAt);
    });
  });

  it('E4 its workers are killed while activating: it goes forward, and is activated once', async () => {
    const own = await engineer(stack, [ITEM]);
    await hang('activate');
    const { id, requestedAt } = await release(stack, own);
    await doneUnheard('activate', requestedAt);
    await saysEverywhere({ active: own.items[0]!.to, staged: null });
    await killWorkers();
    await reaches(stack, id, 'active');
    await expectAgreement(stack, id);
    await expectOnce(requestedAt);
  });

  /** Every key that reached a system had one effect there. */
  async function expectOnce(since: string): Promise<void> {
    for (const system of SYSTEMS) {
      const asked = await askedSince(stack, system, `${ITEM}@lyon`, since);
      expect([system, asked.filter(({ effects }) => effects !== 1)]).toEqual([system, []]);
    }
  }

  it('E4 what never happened is undone all the same', async () => {
    const own = await engineer(stack, [ITEM]);
    await stack.control('erp').faults({ status: 503, operations: [OPERATIONS.erp.stage] });
    const { id, requestedAt } = await release(stack, own, farAt('lyon'));
    await eventually(async () => (await itemIn(stack, ITEM)).qms!.staged === own.items[0]!.to);
    await stack.control('erp').faults({ down: true });
    taken(202, await withdraw(stack, id));
    const systems = SYSTEMS.filter((system) => system !== 'erp');
    await eventually(async () => {
      const said = await itemIn(stack, ITEM);
      // No attempt to stage it is left at the ERP's door: it is to be undone there, and is asked, out of patience or not.
      const { desired, status } = itemTarget(await getChange(stack, id), 'erp');
      const isUndoing = desired.state === 'undone' && ['asked', 'parked'].includes(status);
      return isUndoing && systems.every((system) => said[system]!.staged === null);
    });
    await stack.control('erp').faults({});
    await reaches(stack, id, 'withdrawn');
    await expectAgreement(stack, id);
    const effects = (await askedSince(stack, 'erp', `${ITEM}@lyon`, requestedAt)).filter(
      (asked) => asked.effects > 0,
    );
    expect(effects).toMatchObject([{ operation: OPERATIONS.erp.undo, effects: 1 }]);
  });

  it('E4 what is still on its way is undone, though it was read as never done', async () => {
    const own = await engineer(stack, [ITEM]);
    const proxy = proxies[SYSTEMS.indexOf('erp')]!;
    const { stage, undo } = OPERATIONS.erp;
    const asked = async (operation: string) =>
      (await askedSince(stack, 'erp', `${ITEM}@lyon`, requestedAt)).filter(
        (one) => one.operation === operation,
      );
    await stack.control('erp').faults({ latencyMs: 3_600_000, operations: [stage] });
    const { id, requestedAt } = await release(stack, own, farAt('lyon'));
    await eventually(async () => (await asked(stage)).length > 0);
    proxy.refuses = `/${undo}s`;
    taken(202, await withdraw(stack, id));
    await eventually(() => proxy.refused > 0);
    proxy.refuses = null;
    await reaches(stack, id, 'withdrawn');
    await stack.control('erp').faults({});
    await expectAgreement(stack, id);
    expect(await asked(stage)).toMatchObject([{ effects: 0 }]);
    expect(await asked(undo)).toMatchObject([{ effects: 1 }]);
  });

  it('E4 what takes longer than a call may is asked again under its key, and is done once', async () => {
    const own = await engineer(stack, [ITEM]);
    const { stage, undo } = OPERATIONS.erp;
    const asked = () => askedSince(stack, 'erp', `${ITEM}@lyon`, requestedAt);
    // Until it was asked again; then what hangs is worked on, all of it.
    const takesLong = (operation: string) =>
      stack.control('erp').faults({ latencyMs: 3_600_000, operations: [operation] });
    const askedAgain = async (operation: string) => {
      await eventually(async () =>
        (await asked()).some((one) => one.operation === operation && one.calls > 1),
      );
      await stack.control('erp').faults({});
    };
    await takesLong(stage);
    const { id, requestedAt } = await release(stack, own, farAt('lyon'));
    await askedAgain(stage);
    await reaches(stack, id, 'staged');
    await takesLong(undo);
    taken(202, await withdraw(stack, id));
    await askedAgain(undo);
    await reaches(stack, id, 'withdrawn');
    await expectAgreement(stack, id);
    expect(await asked()).toMatchObject([
      { operation: stage, effects: 1 },
      { operation: undo, effects: 1 },
    ]);
  });

  it('E4 every do and every undo made twice has one effect', async () => {
    for (const proxy of proxies) proxy.twice = true;
    const own = await engineer(stack, [ITEM]);
    const { id, requestedAt } = await release(stack, own, farAt('lyon'));
    await reaches(stack, id, 'staged');
    await expectAgreement(stack, id);
    taken(202, await withdraw(stack, id));
    await reaches(stack, id, 'withdrawn');
    await expectAgreement(stack, id);
    const again = await release(stack, own);
    await reaches(stack, again.id, 'active');
    await expectAgreement(stack, again.id);
    for (const keeper of KEEPERS) {
      const asked = await askedSince(stack, systemOf(keeper), `${ITEM}@lyon`, requestedAt);
      const { stage, undo, activate } = OPERATIONS[keeper];
      const starts = keeper === 'mes' ? ['start-stop', 'start-stop'] : [];
      expect([keeper, asked.map(({ operation }) => operation).sort()]).toEqual([
        keeper,
        [stage, undo, stage, activate, ...starts].sort(),
      ]);
      expect(asked.map(({ effects }) => effects)).toEqual(asked.map(() => 1));
      // Twice, and twice more where a slow machine has given a call up.
      for (const { calls } of asked) expect(calls).toBeGreaterThanOrEqual(2);
    }
  });

  it.each(rowsOf(UNDOING))('E4 a failing undo parks, and is undone when it heals: $title', (row) =>
    play(stack, ITEM, row),
  );
});
