import { Counter, Gauge, type Registry } from 'prom-client';
import type { Objectives } from '../../ledger';
import { glance } from './glance';

/**
 * Measures the topology's objectives by what the ledger has counted for them, so that the counts outlive this process and are the
 * same in every other. While the ledger is out of reach they stand as they were.
 */
export function measureObjectives(
  registry: Registry,
  objectives: Pick<Objectives, 'judge' | 'promised' | 'tallies'>,
  now: () => Date,
): void {
  for (const [name, help, field] of [
    ['interlock_objective_ratio', 'Share that is promised of a tier', 'share'],
    ['interlock_objective_threshold_seconds', 'Within how many seconds', 'seconds'],
  ] as const)
    registry.registerMetric(
      new Gauge({
        name,
        help,
        labelNames: ['objective', 'tier'] as const,
        registers: [],
        collect() {
          this.reset();
          for (const promised of objectives.promised())
            this.set({ objective: promised.objective, tier: promised.tier }, promised[field]);
        },
      }),
    );
  const counted = glance(async () => {
    await objectives.judge(now());
    return objectives.tallies(null);
  });
  registry.registerMetric(
    new Counter({
      name: 'interlock_objective_events_total',
      help: 'What was within the time that is promised of it (good), and what was late or is not there yet though the time is over (bad)',
      labelNames: ['objective', 'tier', 'plant', 'result'] as const,
      registers: [],
      async collect() {
        const found = await counted();
        if (!found) return;
        this.reset();
        for (const { objective, tier, plant, good, bad } of found) {
          this.inc({ objective, tier, plant, result: 'good' }, good);
          this.inc({ objective, tier, plant, result: 'bad' }, bad);
        }
      },
    }),
  );
}
