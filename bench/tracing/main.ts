import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Bench } from '../bench';
import { LedgerReader } from '../ledger';
import { load, placing } from '../load';
import { Lots } from '../lots';
import { measurePropagation, type Propagation } from '../measure/propagation';
import { describeMachine } from '../machine';
import { QUICK } from '../plan';
import { BenchStack, type Kind } from '../stack';

const PER_SECOND = 4;
const WARM_UP = 40;
const LATENCY_MS = 5;
/** Those that have something to trace. */
const PROCESSES = ['api', 'worker-enterprise', 'worker-lyon'];

/**
 * `npm run bench -- tracing`: what a hold costs with tracing off and on, each on stacks of its own, in turn, so that a machine
 * that others use is as slow for the one as for the other; as a table in Markdown.
 * @param before folder `dist` of another build, which is measured beside: what tracing costs that is off
 */
export async function measureTracing(
  say: (text: string) => void,
  quick: boolean,
  before: string | undefined,
): Promise<void> {
  const collector = createServer((request, response) => {
    request.resume().once('end', () => response.end());
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const { port } = collector.address() as AddressInfo;
  const kinds: Readonly<Record<string, Kind>> = {
    ...(before !== undefined && { before: { dist: resolve(before) } }),
    off: {},
    on: { environment: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` } },
  };
  const runs = new Map<string, Propagation[]>();
  for (let round = 1; round <= (quick ? 1 : 3); round++)
    for (const [name, kind] of Object.entries(kinds)) {
      say(`round ${round}: ${name}`);
      runs.set(name, [...(runs.get(name) ?? []), await measure(kind, quick ? 20 : 40, say)]);
    }
  collector.closeAllConnections();
  collector.close();
  console.log(tableOf(runs));
}

async function measure(kind: Kind, seconds: number, say: Bench['say']): Promise<Propagation> {
  const stack = await BenchStack.start(kind);
  const ledger = new LedgerReader(stack.description().postgres);
  try {
    const lots = await Lots.make(stack, ledger, WARM_UP + seconds * PER_SECOND);
    for (const system of Object.keys(stack.description().controls))
      await stack.control(system, 'PUT', 'faults', { latencyMs: LATENCY_MS });
    const warm = await load(
      stack,
      { perSecond: PER_SECOND },
      lots.take(WARM_UP).map((lot) => placing([lot])),
    );
    await ledger.drained(
      warm.map(({ id }) => id ?? ''),
      60,
    );
    const run = await measurePropagation({ stack, ledger, lots, plan: QUICK, say }, PER_SECOND, seconds);
    for (const [name, value] of Object.entries(await describeMachine(ledger, LATENCY_MS)))
      say(`${name}: ${value}`);
    return run;
  } finally {
    await ledger.close();
    await stack.stop();
  }
}

const cpuOf = ({ cost }: Propagation): number =>
  PROCESSES.reduce((total, name) => total + (cost.cpuMs?.[name] ?? NaN), 0);
const shown = (values: readonly number[]): string => values.map((value) => value.toFixed(0)).join(', ');
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;

function tableOf(runs: ReadonlyMap<string, readonly Propagation[]>): string {
  const off = median(runs.get('off')!.map(cpuOf));
  return [
    `| tracing | CPU-ms a hold of ${PROCESSES.join(', ')} | median / off | all acknowledged p50 | p95 | others' share |`,
    '| --- | --- | --- | --- | --- | --- |',
    ...[...runs].map(([name, all]) => {
      const ratio = median(all.map(cpuOf)) / off;
      const others = all.map(({ cost }) => (cost.others ?? NaN) * 100);
      const ms = (['p50', 'p95'] as const).map((share) =>
        shown(all.map((run) => run.allAcknowledged[share])),
      );
      return `| ${[name, shown(all.map(cpuOf)), ratio.toFixed(2), ...ms, `${shown(others)} %`].join(' | ')} |`;
    }),
    '',
    `Each figure is that of a run: ${PER_SECOND} holds a second, on a stack of its own. Milliseconds.`,
  ].join('\n');
}
