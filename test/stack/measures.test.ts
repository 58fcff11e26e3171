import type { SystemHealths } from '../../contracts/system-health';
import { eventually } from '../support/eventually';
import { stack as sharedStack, type TestStack } from '../support/stack';
import { freshLot, place, reached } from './material';

describe('measures of a running enterprise', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await sharedStack();
  });

  /** Null while the process is started again, as other tests may end it. */
  const measuresOf = async (process: string): Promise<string[] | null> => {
    const response = await fetch(stack.description().metrics[process]!).catch(() => null);
    return response?.ok ? (await response.text()).split('\n') : null;
  };
  const propagated = async (system: string): Promise<number> => {
    const name = `interlock_hold_propagation_seconds_count{plant="lyon",system="${system}"}`;
    const line = (await measuresOf('api'))?.find((one) => one.startsWith(name));
    return Number(line?.slice(name.length) ?? 0);
  };

  it('each process of Interlock gives its own; workers give those of Temporal, too', async () => {
    const { metrics } = stack.description();
    expect(Object.keys(metrics)).toEqual(['api', 'worker-enterprise', 'worker-lyon', 'worker-monterrey']);
    const wanted = ['process_cpu_seconds_total ', 'interlock_build_info{'];
    for (const process of Object.keys(metrics)) {
      const names = process === 'api' ? wanted : [...wanted, 'temporal_num_pollers{'];
      await eventually(async () => {
        const lines = await measuresOf(process);
        return names.every((name) => lines?.some((line) => line.startsWith(name)));
      });
    }
    await eventually(async () =>
      (await measuresOf('worker-enterprise'))?.some((line) =>
        line.startsWith('interlock_task_queue_backlog{queue="system.mes-monterrey"}'),
      ),
    );
  });

  it('a hold is counted for each system that must hold, and each system shows when it answered', async () => {
    const systems = ['erp', 'wms', 'mes-lyon'];
    const before = await Promise.all(systems.map(propagated));
    const { id } = await place(stack, [await freshLot(stack)]);
    await reached(stack, id, 'effective');
    await eventually(async () => {
      const after = await Promise.all(systems.map(propagated));
      return after.every((count, index) => count > before[index]!);
    });
    // What the plant's MES did is told by the plant's own worker.
    await eventually(async () => {
      const { items } = (await stack.api('auditor').get<SystemHealths>('/v1/systems')).body;
      return systems.every((name) =>
        items.some(({ system, state, answeredAt }) => system === name && state !== 'unknown' && answeredAt),
      );
    });
  });
});
