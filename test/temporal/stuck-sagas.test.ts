import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import pino from 'pino';
import { SAGA_QUEUE } from '../../temporal/names';
import { StuckSagas } from '../../temporal/stuck-sagas';
import { eventually } from '../support/eventually';
import { localServer } from '../support/temporal-server';

const LOOK_EVERY_MS = 500;

describe('A saga that stands still', () => {
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

  /** A saga that has begun, and waits. */
  async function begun(workflowId: string): Promise<WorkflowHandle> {
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
    return handle;
  }

  /** @returns what was said of it once it has begun anew and come to its end */
  async function mended(handle: WorkflowHandle): Promise<unknown[]> {
    const house = await Worker.create({
      connection: environment.nativeConnection,
      taskQueue: SAGA_QUEUE,
      workflowsPath: require.resolve('./house-history'),
    });
    const lines: unknown[] = [];
    const log = pino({ level: 'error' }, { write: (line) => void lines.push(JSON.parse(line)) });
    const stuck = new StuckSagas(environment.client, log, LOOK_EVERY_MS);
    stuck.start();
    await served(house, async () => {
      await eventually(async () => (await handle.describe()).status.name === 'COMPLETED');
      await pause(3 * LOOK_EVERY_MS);
    }).finally(() => stuck.stop());
    return lines;
  }

  /** Found by chaos, seed 4. */
  test('A2 one whose history does not replay begins anew, and comes to its end', async () => {
    const handle = await begun('quality-hold/QH-1');
    await handle.signal('look');
    const msg = 'its history does not replay: it begins anew from the ledger';
    expect(await mended(handle)).toMatchObject([{ workflowId: handle.workflowId, msg }]);
  });

  test('A2 one that somebody ended by force in Temporal begins anew, once', async () => {
    const handle = await begun('quality-hold/QH-2');
    await handle.signal('look');
    await handle.terminate('by mistake');
    const msg = 'its run was ended in Temporal (TERMINATED): it begins anew from the ledger';
    expect(await mended(handle)).toMatchObject([{ workflowId: handle.workflowId, msg }]);
  });
});
