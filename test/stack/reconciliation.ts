import { Client, Connection } from '@temporalio/client';
import { dataConverterOf } from '../../temporal/data-converter';
import { reconciliationOf } from '../../temporal/schedules';
import { NAMESPACE, payloadKeysIn } from '../../tools/stack/interlock';
import { PLANTS } from '../promises/e/change';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';

/** No plant is read back by itself any more: what a test alters by hand is the test's to find. @returns has it go on */
export async function pauseReconciliation(stack: TestStack): Promise<() => Promise<void>> {
  const connection = await Connection.connect({ address: stack.description().temporal });
  const dataConverter = dataConverterOf(payloadKeysIn(stack.data));
  const { schedule } = new Client({ connection, namespace: NAMESPACE, dataConverter });
  const schedules = PLANTS.map((plant) => schedule.getHandle(reconciliationOf(plant)));
  for (const one of schedules) {
    await one.pause();
    // A run that has begun goes on reading.
    await eventually(async () => {
      const { state, info } = await one.describe();
      return state.paused && info.runningActions.length === 0;
    });
  }
  return async () => {
    await Promise.all(schedules.map((one) => one.unpause()));
    await connection.close();
  };
}
