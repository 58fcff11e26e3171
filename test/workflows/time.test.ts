import { ApplicationFailure } from '@temporalio/activity';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { join } from 'node:path';
import type { Step } from '../../contracts/step';
import type { Result } from '../../contracts/result';
import { describeTimeSkipping } from '../support/temporal';
import { timeSkippingServer } from '../support/temporal-server';
import { batch, play, waiting } from './fake-ledger';

const DAY = 86_400_000;
const codePath = join(__dirname, '../../dist/workflow-bundle.js');

describeTimeSkipping('The quality hold while time passes', () => {
  let environment: TestWorkflowEnvironment;
  beforeAll(async () => {
    environment = await timeSkippingServer();
  });
  afterAll(() => environment.teardown());

  /** Runs the saga to its end, letting time pass; the systems' queue is polled as well. */
  async function run(played: ReturnType<typeof play>): Promise<void> {
    const { nativeConnection: connection, client } = environment;
    const common = { connection, activities: played.activities };
    const workers = [
      await Worker.create({ ...common, taskQueue: 'saga', workflowBundle: { codePath } }),
      await Worker.create({ ...common, taskQueue: 'system.erp' }),
    ];
    const polling = workers.map((worker) => worker.run());
    try {
      await client.workflow.execute('qualityHold', {
        args: ['QH-1'],
        taskQueue: 'saga',
        workflowId: `quality-hold/${Math.random()}`,
      });
    } finally {
      for (const worker of workers) worker.shutdown();
      await Promise.all(polling);
    }
  }

  test('H2 waits for months for a step that was put off, and ends when the ledger says that all is home', async () => {
    let first = 0;
    const played = play(
      (_news, now): Step => {
        first ||= now;
        if (now < first + 60 * DAY) return { ...waiting, wakeAt: first + 60 * DAY };
        return { ...waiting, state: 'closed', done: true };
      },
      async () => [],
    );
    await run(played);
    expect(played.heard).toHaveLength(2);
    expect(played.heard[1]!.now - played.heard[0]!.now).toBeGreaterThanOrEqual(60 * DAY);
  });

  test('H2 a system that does not answer for a day is escalated once, tried on, and brought home', async () => {
    let first = 0;
    const erp = batch('erp', 'bring');
    const home: Result = {
      target: erp.errands[0]!.target,
      generation: 1,
      token: 1,
      outcome: 'rejected',
      code: 'TEST',
      text: 'home',
      at: 0,
    };
    const played = play(
      (news, now): Step => {
        first ||= now;
        if (news.results.length > 0) return { ...waiting, state: 'closed', done: true };
        return now === first ? { ...waiting, containment: 'gated', batches: [erp] } : waiting;
      },
      async () => {
        const now = await environment.currentTimeMs();
        if (now < first + DAY)
          throw ApplicationFailure.create({
            type: 'retryable',
            message: 'refused',
            nextRetryDelay: '1 hour',
          });
        return [home];
      },
    );
    await run(played);
    expect(played.escalated).toHaveLength(1);
    expect(played.escalated[0]!.now - first).toBeGreaterThanOrEqual(erp.patienceMs);
    expect(played.escalated[0]!.now - first).toBeLessThan(DAY);
    expect(played.heard.at(-1)!.news.results).toEqual([home]);
    expect(played.heard.at(-1)!.now - first).toBeGreaterThanOrEqual(DAY);
  });

  test('H2 a free that nobody takes lapses at its deadline and is not sent later', async () => {
    let first = 0;
    let sent = 0;
    const played = play(
      (news, now): Step => {
        first ||= now;
        if (news.results.length > 0) return { ...waiting, state: 'closed', done: true };
        return now === first ? { ...waiting, batches: [batch('erp', 'free', now + 15_000)] } : waiting;
      },
      async () => {
        sent++;
        throw ApplicationFailure.create({
          type: 'retryable',
          message: 'refused',
          nextRetryDelay: '1 second',
        });
      },
    );
    await run(played);
    const last = played.heard.at(-1)!;
    expect(last.news.results.map(({ outcome }) => outcome)).toEqual(['lapsed']);
    expect(last.now - first).toBeLessThan(3_600_000);
    const before = sent;
    await environment.sleep('1 hour');
    expect(sent).toBe(before);
  });
});
