import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Bench } from '../bench';
import { countInstructions } from '../instructions';
import { LedgerReader } from '../ledger';
import { load, placing } from '../load';
import { Lots } from '../lots';
import { measurePropagation, type Propagation } from '../measure/propagation';
import { describeMachine } from '../machine';
import { QUICK } from '../plan';
import { BenchStack, type Kind } from '../stack';

const PER_SECOND = 2;
const WARM_UP = 60;
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
  const runs = new Map<string, Run[]>();
  try {
    for (let round = 1; round <= (quick ? 1 : 3); round++)
      for (const [name, kind] of Object.entries(kinds)) {
        say(`round ${round}: ${name}`);
        runs.set(name, [...(runs.get(name) ?? []), await measure(kind, quick ? 20 : 60, say)]);
      }
  } finally {
    collector.closeAllConnections();
    collector.close();
  }
  console.log(tableOf(runs));
}

interface Run extends Propagation {
  /** Millions of the processes that trace, a hold; null: nobody could count them. */
  readonly instructions: number | null;
}

async function measure(kind: Kind, seconds: number, say: Bench['say']): Promise<Run> {
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
    const counted = countInstructions(PROCESSES.map((name) => stack.pidOf(name)));
    const run = await measurePropagation({ stack, ledger, lots, plan: QUICK, say }, PER_SECOND, seconds);
    const instructions = await counted();
    for (const [name, value] of Object.entries(await describeMachine(ledger, LATENCY_MS)))
      say(`${name}: ${value}`);
    return { ...run, instructions: instructions && instructions / run.holds / 1e6 };
  } finally {
    await ledger.close();
    await stack.stop();
  }
}

const cpuOf = ({ cost }: Run): number =>
  PROCESSES.reduce((total, name) => total + (cost.cpuMs?.[name] ?? NaN), 0);
const shown = (values: readonly number[]): string => values.map((value) => value.toFixed(0)).join(', ');
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;

function tableOf(runs: ReadonlyMap<string, readonly Run[]>): string {
  const instructionsOf = ({ instructions }: Run) => instructions ?? NaN;
  const off = runs.get('off')!;
  const columns = (all: readonly Run[]) => [
    shown(all.map(instructionsOf)),
    (median(all.map(instructionsOf)) / median(off.map(instructionsOf))).toFixed(2),
    shown(all.map(cpuOf)),
    shown(all.map(({ allAcknowledged }) => allAcknowledged.p50)),
    `${shown(all.map(({ cost }) => (cost.others ?? NaN) * 100))} %`,
  ];
  return [
    '| tracing | million instructions a hold | median / off | CPU-ms a hold | every system acknowledged, p50 | used by others |',
    '| --- | --- | --- | --- | --- | --- |',
    ...[...runs].map(([name, all]) => `| ${[name, ...columns(all)].join(' | ')} |`),
    '',
    `Of ${PROCESSES.join(', ')}; each figure is that of a run: ${PER_SECOND} holds a second, on a stack of its own.`,
  ].join('\n');
}
