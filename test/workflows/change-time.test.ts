import { ApplicationFailure } from '@temporalio/activity';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { join } from 'node:path';
import { createLedgerActivities } from '../../activities/ledger';
import type { SystemActivities } from '../../activities/systems';
import type {
  ChangePackage,
  ChangePlant,
  Effectivity,
  EngineeringChange,
} from '../../contracts/engineering-change';
import type { Batch } from '../../contracts/step';
import { changeRequest, packageOf, request } from '../ledger/change-requests';
import { Factory } from '../ledger/factory';
import { openLedger, type OpenLedger } from '../ledger/open-ledger';
import { OneByOne } from './one-by-one';
import { describeTimeSkipping } from '../support/temporal';
import { timeSkippingServer } from '../support/temporal-server';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const codePath = join(__dirname, '../../dist/workflow-bundle.js');
/** Nobody wants to hear that the saga of a plant has begun. */
const UNTRACED = { trace: { began: { fn: () => undefined } } };
const SYSTEMS = ['plm', 'erp', 'qms', 'mes-lyon', 'mes-monterrey'];

/** The real sagas on the real ledger, with time and systems that the test plays. */
describeTimeSkipping('An engineering change while time passes', () => {
  let environment: TestWorkflowEnvironment;
  let open: OpenLedger;
  let factory: Factory;
  let order: OneByOne;
  let visits: { batch: Batch; at: number }[];
  beforeAll(async () => {
    environment = await timeSkippingServer();
  });
  beforeEach(async () => {
    open = await openLedger();
    factory = new Factory();
    order = new OneByOne();
    visits = [];
  });
  afterEach(() => open.close());
  afterAll(() => environment.teardown());

  const systems = (content: ChangePackage): SystemActivities => ({
    package: async () => content,
    assess: (question) => order.answer(question.plant, () => factory.assess(question)),
    exposure: async () => [],
    made: async () => [],
    askOrder: () => Promise.reject(new Error('no order is dispatched here')),
    snapshot: () => Promise.reject(new Error('no plant is loaded here')),
    bring: async (batch) => {
      const at = await environment.currentTimeMs();
      return order.answer(batch.errands[0]!.plant, () => {
        visits.push({ batch, at });
        return factory.bring(batch, at);
      });
    },
  });

  /** Runs a change to its end, letting time pass. @param known null: the PLM did not answer when it was asked for */
  async function run(
    plants: Record<string, Effectivity>,
    alter: (activities: SystemActivities, start: number) => Partial<SystemActivities> = () => ({}),
    known: ChangePackage | null = packageOf(),
  ): Promise<EngineeringChange> {
    const content = known ?? packageOf();
    const start = await environment.currentTimeMs();
    const asked = changeRequest(content.id, {
      plants: Object.entries(plants).map(([plant, effectivity]) => ({ plant, effectivity })),
    });
    const { id } = await request(open.ledger, asked, known, new Date(start));
    const played = systems(content);
    const { nativeConnection: connection, client } = environment;
    const door = createLedgerActivities(
      open.ledger,
      () => true,
      () => false,
    );
    const activities = {
      ...door,
      advanceRollout: (...[news, now]: Parameters<typeof door.advanceRollout>) => {
        order.heard(news);
        return door.advanceRollout(news, now);
      },
      ...played,
      ...alter(played, start),
    };
    const common = { connection, activities };
    const workers = await Promise.all([
      Worker.create({ ...common, taskQueue: 'saga', workflowBundle: { codePath }, sinks: UNTRACED }),
      ...SYSTEMS.map((system) => Worker.create({ ...common, taskQueue: `system.${system}` })),
    ]);
    const polling = workers.map((worker) => worker.run());
    try {
      await client.workflow.execute('engineeringChange', {
        args: [id],
        taskQueue: 'saga',
        workflowId: `engineering-change/${id}`,
      });
    } finally {
      for (const worker of workers) worker.shutdown();
      await Promise.all(polling);
    }
    return (await open.ledger.engineeringChanges.get(id))!;
  }
  const plantOf = ({ plants }: EngineeringChange, name: string): ChangePlant =>
    plants.find(({ plant }) => plant === name)!;
  const exceptions = async ({ transaction }: EngineeringChange) =>
    (await open.ledger.listExceptions({ transaction, limit: 20 })).items;
  const dateIn = async (days: number): Promise<Effectivity> => {
    const day = new Date((await environment.currentTimeMs()) + days * DAY);
    return { kind: 'date', localDate: day.toISOString().slice(0, 10), at: 'shift-start' };
  };

  test('E2 waits for months, staged, asking nobody, and has everything read again before it goes over', async () => {
    const change = await run({ lyon: await dateIn(60), monterrey: await dateIn(150) });
    expect(change.state).toBe('active');
    for (const { plant, stagedAt, dueAt, pivotedAt, activeAt } of change.plants) {
      const [staged, due, pivoted, active] = [stagedAt, dueAt, pivotedAt, activeAt].map((at) =>
        Date.parse(at!),
      );
      expect(due! - staged!).toBeGreaterThan(50 * DAY);
      expect(pivoted!).toBeGreaterThanOrEqual(due!);
      expect(active! - due!).toBeLessThan(HOUR);
      const at = visits.filter(({ batch }) => batch.errands[0]!.plant === plant);
      expect(at.filter((visit) => visit.at > staged! + HOUR && visit.at < due!)).toEqual([]);
      const read = at.filter((visit) => visit.batch.mode === 'read' && visit.at >= due!);
      expect(read.map(({ batch }) => batch.system).sort()).toEqual(['erp', `mes-${plant}`, 'plm', 'qms']);
      expect(Math.max(...read.map((visit) => visit.at))).toBeLessThanOrEqual(pivoted!);
    }
  });

  test('E2 stages again what drifted in the months that it waited', async () => {
    let handInIt = false;
    const change = await run({ lyon: await dateIn(60) }, ({ bring }) => ({
      bring: async (batch) => {
        if (batch.mode === 'read' && batch.system === 'erp' && !handInIt) {
          handInIt = true;
          factory.says.set('erp/item/PIN-10@lyon', 'undone');
        }
        return bring(batch);
      },
    }));
    const { state, dueAt, stagedAt } = plantOf(change, 'lyon');
    expect([state, handInIt, Date.parse(stagedAt!) >= Date.parse(dueAt!)]).toEqual(['active', true, true]);
    const staged = visits.filter(
      ({ batch }) =>
        batch.system === 'erp' && batch.errands[0]!.desired.state === 'staged' && batch.mode === 'bring',
    );
    expect(staged).toHaveLength(2);
  });

  const away = (since: number, until: number) => async () => {
    if ((await environment.currentTimeMs()) >= since + until) return;
    throw ApplicationFailure.create({ type: 'retryable', message: 'refused', nextRetryDelay: '1 hour' });
  };

  test('E2 a system that does not answer for a day is escalated once, asked on, and goes along', async () => {
    const change = await run(
      { lyon: { kind: 'immediate' }, monterrey: { kind: 'immediate' } },
      ({ assess }, start) => ({
        assess: async (question) => {
          if (question.system === 'mes-lyon') await away(start, DAY)();
          return assess(question);
        },
      }),
    );
    expect(change.state).toBe('active');
    const [lyon, monterrey] = ['lyon', 'monterrey'].map((plant) =>
      Date.parse(plantOf(change, plant).activeAt!),
    );
    expect(lyon! - monterrey!).toBeGreaterThan(DAY - HOUR);
    expect(await exceptions(change)).toMatchObject([
      { plant: 'lyon', system: 'mes-lyon', step: 'assess items', state: 'closed' },
    ]);
  });

  test('E3 a PLM that does not answer for a day is escalated once, asked on, and the change goes on by itself', async () => {
    const change = await run(
      { lyon: { kind: 'immediate' } },
      (played, start) => ({
        package: async (question) => {
          await away(start, DAY)();
          return played.package(question);
        },
      }),
      null,
    );
    expect(change.state).toBe('active');
    expect(Date.parse(plantOf(change, 'lyon').activeAt!)).toBeGreaterThanOrEqual(
      Date.parse(change.requestedAt) + DAY,
    );
    expect(await exceptions(change)).toMatchObject([{ plant: 'lyon', system: 'plm', state: 'closed' }]);
  });

  test('E2 a system that cannot be staged for a day is escalated, and goes along when it is back', async () => {
    const change = await run({ lyon: { kind: 'immediate' } }, ({ bring }, start) => ({
      bring: async (batch) => {
        if (batch.system === 'mes-lyon') await away(start, DAY)();
        return bring(batch);
      },
    }));
    expect(change.state).toBe('active');
    expect(
      Date.parse(plantOf(change, 'lyon').stagedAt!) - Date.parse(change.requestedAt),
    ).toBeGreaterThanOrEqual(DAY);
    expect(await exceptions(change)).toMatchObject([
      { system: 'mes-lyon', step: 'staged item', state: 'closed' },
    ]);
  });

  test('E2 what is not staged within three days is undone everywhere, without waiting for who is away', async () => {
    const change = await run({ lyon: { kind: 'immediate' } }, ({ bring }, start) => ({
      bring: async (batch) => {
        if (batch.system === 'mes-lyon') await away(start, 5 * DAY)();
        return bring(batch);
      },
    }));
    expect(change.state).toBe('withdrawn');
    const began = Date.parse(change.requestedAt);
    const undone = visits.filter(({ batch }) => batch.errands[0]!.desired.state === 'undone');
    const when = (system: string) =>
      undone.filter(({ batch }) => batch.system === system).map(({ at }) => at - began);
    for (const system of ['plm', 'erp', 'qms']) {
      expect(Math.min(...when(system))).toBeGreaterThanOrEqual(3 * DAY);
      expect(Math.max(...when(system))).toBeLessThan(4 * DAY);
    }
    expect(Math.min(...when('mes-lyon'))).toBeGreaterThanOrEqual(5 * DAY);
    expect([...factory.says.values()]).toEqual(['undone', 'undone', 'undone', 'undone']);
  });
});
