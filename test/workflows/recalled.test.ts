import { ApplicationFailure } from '@temporalio/activity';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { join } from 'node:path';
import type { Batch, Errand, Step } from '../../contracts/step';
import type { Result } from '../../contracts/result';
import { describeTimeSkipping } from '../support/temporal';
import { timeSkippingServer } from '../support/temporal-server';
import { batch, play, waiting } from './fake-ledger';

const codePath = join(__dirname, '../../dist/workflow-bundle.js');

describeTimeSkipping('The quality hold when a person mends what is on its way', () => {
  let environment: TestWorkflowEnvironment;
  beforeAll(async () => {
    environment = await timeSkippingServer();
  });
  afterAll(() => environment.teardown());

  const errand = (name: string): Errand => {
    const [one] = batch('erp', 'bring').errands;
    return { ...one!, target: `erp/lot/${name}`, subject: { kind: 'lot', id: name } };
  };

  test('A4 it is recalled at once, and what was sent with it is read before it is asked again', async () => {
    const both: Batch = {
      ...batch('erp', 'bring'),
      errands: [errand('PIN-10:L-1'), errand('PIN-10:L-2')],
    };
    const mended = { target: both.errands[0]!.target, token: 1 };
    const sent: Batch[] = [];
    const home: Result[] = [];
    const played = play(
      (news): Step => {
        home.push(...news.results);
        if (home.length === 2) return { ...waiting, state: 'closed', done: true };
        if (played.heard.length === 1) return { ...waiting, containment: 'gated', batches: [both] };
        return played.escalated.length > 0 ? { ...waiting, recalled: [mended] } : waiting;
      },
      async (asked) => {
        sent.push(asked);
        if (asked.errands.length > 1)
          throw ApplicationFailure.create({
            type: 'retryable',
            message: 'refused',
            nextRetryDelay: '1 second',
          });
        const [{ target, generation, token }] = asked.errands as [Errand];
        return [{ target, generation, token, outcome: 'rejected', code: 'TEST', text: 'home', at: 0 }];
      },
    );
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
    expect(new Map(home.map(({ target, outcome }) => [target, outcome]))).toEqual(
      new Map([
        [mended.target, 'lapsed'],
        [both.errands[1]!.target, 'rejected'],
      ]),
    );
    const last = sent.at(-1)!;
    expect(last).toMatchObject({ again: true, errands: [{ target: both.errands[1]!.target, token: 1 }] });
  });
});
