import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type { News, Step } from '../../contracts/step';
import { describeTimeSkipping } from '../support/temporal';
import { timeSkippingServer } from '../support/temporal-server';
import { batch, play, waiting } from './fake-ledger';

const codePath = join(__dirname, '../../dist/workflow-bundle.js');
const SYSTEMS = ['erp', 'wms', 'mes-lyon'];
/** Shorter than a call of the ledger takes: what is out is reported while other calls are under way. */
const PATIENCE_MS = 1;
const CALL_MS = 50;

/**
 * Found by chaos, seed 2: a saga's step and the report of what was out of patience were two local activities in the air at once,
 * came home in another order in a replay, and the saga stood still for good.
 */
describeTimeSkipping('A saga and its ledger', () => {
  let environment: TestWorkflowEnvironment;
  beforeAll(async () => {
    environment = await timeSkippingServer();
  });
  afterAll(() => environment.teardown());

  test('A2 one call at a time, and what became of them replays', async () => {
    const batches = SYSTEMS.map((system) => ({ ...batch(system, 'bring'), patienceMs: PATIENCE_MS }));
    const inTheAir = { now: 0, most: 0 };
    const counted = async (): Promise<void> => {
      inTheAir.most = Math.max(inTheAir.most, ++inTheAir.now);
      await pause(CALL_MS);
      inTheAir.now--;
    };
    const home = new Set<string>();
    const { activities, escalated } = play(
      (news: News): Step => {
        news.results.forEach(({ target }) => home.add(target));
        if (home.size === SYSTEMS.length) return { ...waiting, state: 'closed', done: true };
        return news.step.endsWith('/1') ? { ...waiting, containment: 'gated', batches } : waiting;
      },
      async ({ errands }) => {
        while (escalated.length < SYSTEMS.length) await pause(CALL_MS);
        return errands.map(({ target, generation, token }) => ({
          target,
          generation,
          token,
          outcome: 'rejected',
          code: 'TEST',
          text: 'home',
          at: 0,
        }));
      },
    );
    const { advance, escalate } = activities;
    activities.advance = async (...news) => counted().then(() => advance(...news));
    activities.escalate = async (...late) => counted().then(() => escalate(...late));

    const { nativeConnection: connection, client } = environment;
    const workers = await Promise.all([
      Worker.create({ connection, activities, taskQueue: 'saga', workflowBundle: { codePath } }),
      ...SYSTEMS.map((system) => Worker.create({ connection, activities, taskQueue: `system.${system}` })),
    ]);
    const polling = workers.map((worker) => worker.run());
    const workflowId = 'quality-hold/QH-1';
    try {
      await client.workflow.execute('qualityHold', { args: ['QH-1'], taskQueue: 'saga', workflowId });
    } finally {
      for (const worker of workers) worker.shutdown();
      await Promise.all(polling);
    }

    expect(escalated).toHaveLength(SYSTEMS.length);
    expect(inTheAir.most).toBe(1);
    await Worker.runReplayHistory(
      { workflowBundle: { codePath } },
      await client.workflow.getHandle(workflowId).fetchHistory(),
    );
  });
});
