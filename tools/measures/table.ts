import type { MetricObject, Registry } from 'prom-client';
import pino from 'pino';
import { CallMeasures } from '../../adapters/http/measures';
import { measureByLedger } from '../../api/measures/all';
import { Metrics } from '../../api/metrics';
import { Topology } from '../../contracts/topology';
import { createPool, Ledger } from '../../ledger';
import { BacklogWatch } from '../../workers/backlog';
import { processRegistry } from '../../workers/process-measures';

/** A measure of ours, and the processes that give it. */
export interface Measure {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
  readonly help: string;
  readonly given: readonly string[];
}

/** What prom-client has of a measure and does not say in its types. */
type Registered = MetricObject & { readonly type: unknown; readonly labelNames: readonly string[] };

/** The measures that each kind of process registers at its start, by name. Nothing is connected to. */
export function allMeasures(): Measure[] {
  const processes: Readonly<Record<string, Registry>> = {
    API: api(),
    'enterprise worker': enterpriseWorker(),
    'plant workers': worker(),
  };
  const found = new Map<string, Measure>();
  for (const [process, registry] of Object.entries(processes))
    for (const { name, help, type, labelNames } of registry.getMetricsAsArray() as Registered[])
      if (name.startsWith('interlock_'))
        found.set(name, {
          name,
          type: String(type),
          labels: labelNames,
          help,
          given: [...(found.get(name)?.given ?? []), process],
        });
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function api(): Registry {
  const metrics = new Metrics();
  // Which measures there are depends on no plant and no system.
  const topology = Topology.parse({
    enterprise: 'none',
    plants: {},
    systems: {},
    productFamilies: {},
    items: {},
  });
  const ledger = new Ledger(createPool('postgres://nowhere', 1, 'none'), topology, {
    temporalUi: '',
    namespace: '',
  });
  measureByLedger(
    metrics,
    ledger,
    () => topology,
    () => new Date(),
  );
  return metrics.registry;
}

function worker(): Registry {
  const registry = processRegistry();
  void new CallMeasures(registry);
  return registry;
}

function enterpriseWorker(): Registry {
  const registry = worker();
  const nobody = () => Promise.resolve();
  void new BacklogWatch(registry, () => Promise.resolve([]), nobody, pino({ level: 'silent' }));
  return registry;
}

/** The table as a page, for `ops/MEASURES.md`. */
export const measuresPage = (measures: readonly Measure[]): string =>
  [
    '# Measures',
    '',
    '<!-- Made from the code by `node dist/tools/measures/main.js`; a test compares. -->',
    '',
    'Each process gives its own at `/metrics` (`metrics` of `stack.json`). Those of the API that count or time business are what the ledger has, the same in every process of the API: take the greatest, not the sum. Where `interlock_ledger_reachable` is 0 they stand as they were. Label values are those of the code and of the topology. Units are seconds.',
    '',
    "Beside these: `process_*` and `nodejs_*` of prom-client in every process, and `temporal_*` of Temporal's core in every worker.",
    '',
    '| measure | type | labels | what | given by |',
    '| --- | --- | --- | --- | --- |',
    ...measures.map(
      ({ name, type, labels, help, given }) =>
        `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} | ${given.join(', ')} |`,
    ),
    '',
  ].join('\n');
