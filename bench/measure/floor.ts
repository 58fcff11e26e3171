import { join } from 'node:path';
import { addressVariable } from '../../tools/stack/interlock';
import { ROOT } from '../../tools/root';
import type { Bench } from '../bench';
import { runChild } from '../child';
import type { Floor, FloorJob } from '../floor';

/** The floor, at 5 a second as the first run is. */
export function measureFloor({ stack, lots, plan }: Bench): Promise<Floor> {
  const { postgres, systems } = stack.description();
  const addresses = Object.entries(systems).map(([name, address]) => [addressVariable(name), address]);
  const job: FloorJob = {
    database: postgres,
    topology: join(ROOT, 'config', 'topology.demo.yaml'),
    credentials: join(stack.data, 'credentials.json'),
    perSecond: 5,
    lots: lots.take(plan.floorSamples),
    many: lots.take(plan.manyLots),
  };
  return runChild<FloorJob, Floor>('floor.js', job, Object.fromEntries(addresses) as Record<string, string>);
}
