import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { readBuild } from '../config/build';

/** A registry with what every process measures of itself: processor, memory, event loop, and which build it is. */
export function processRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'interlock_build_info',
    help: 'Always 1; its labels are what runs: the version, and the build id of its workflows',
    labelNames: ['version', 'build'] as const,
    registers: [registry],
  }).set({ ...readBuild() }, 1);
  return registry;
}
