import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import pino from 'pino';
import { SAGA_QUEUE } from '../../temporal/names';
import { StuckSagas } from '../../temporal/stuck-sagas';
import { eventually } from '../support/eventually';
import { localServer } from '../support/temporal-server';

const workflowId = 'quality-hold/QH-1';
const LOOK_EVERY_MS = 500;

/** Found by chaos, seed 4: a saga's history did not replay, and the saga stood still for good. */
describe('A saga whose history does not replay', () => {
  let environment: TestWorkflowEnvironment;
  beforeAll(async () => {
    environment = await localServer();
  });
  afterAll(() => environment.teardown());

  /** Its worker until `work` is done. */
  async function served<T>(worker: Worker, work: () => Promise<T>): Promise<T> {
    const polling = worker.run();
    try {
      return await work();
    } finally {
      worker.shutdown();
      await polling;
    }
  }

  test('A2 it begins anew, and comes to its end', async () => {
    const { client, nativeConnection: connection } = environment;
    const handle = client.workflow.getHandle(workflowId);
    const other = await Worker.create({
      connection,
      taskQueue: SAGA_QUEUE,
      workflowsPath: require.resolve('./other-history'),
    });
    await served(other, async () => {
      await client.workflow.start('qualityHold', { args: ['QH-1'], taskQueue: SAGA_QUEUE, workflowId });
      await eventually(async () =>
        (await handle.fetchHistory()).events?.some((event) => event.timerStartedEventAttributes),
      );
    });

    const house = await Worker.create({
      connection,
      taskQueue: SAGA_QUEUE,
      workflowsPath: require.resolve('./house-history'),
    });
    const lines: { msg: string; workflowId: string }[] = [];
    const log = pino({ level: 'error' }, { write: (line) => void lines.push(JSON.parse(line) as never) });
    const stuck = new StuckSagas(client, log, LOOK_EVERY_MS);
    await served(house, async () => {
      await handle.signal('look');
      stuck.start();
      await eventually(async () => (await handle.describe()).status.name === 'COMPLETED');
    });
    await stuck.stop();

    expect(lines).toMatchObject([{ workflowId, msg: expect.stringContaining('begins anew') as string }]);
  });
});
