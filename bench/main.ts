/** `npm run bench`: measures on a full stack of its own, and prints; `-- genealogy`: on the ledger alone; `-- gate`: the gate alone; `-- baseline`: going live; `-- backlog`: memory behind a slow system; `-- events`: a long event log read and replayed; `-- tracing`: what tracing costs; `-- scrape`: what a scrape of /metrics costs over a large ledger. `-- --quick` is a short version; `-- --save <file>` keeps the figures as JSON. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { measureBacklog } from './backlog/main';
import { measureBaseline } from './baseline/main';
import type { Bench } from './bench';
import { measureEvents } from './events/main';
import { measureGateAlone } from './gate/main';
import { measureGenealogy } from './genealogy/main';
import { LedgerReader } from './ledger';
import { load, placing } from './load';
import { Lots } from './lots';
import { describeMachine } from './machine';
import { measureDisposition } from './measure/disposition';
import { measureFloor } from './measure/floor';
import { measureGate } from './measure/gate';
import { measureManyLots } from './measure/many-lots';
import { measurePropagation, type Propagation } from './measure/propagation';
import { measureRecovery } from './measure/recovery';
import { FULL, lotsOf, QUICK } from './plan';
import { spreadOf } from './percentiles';
import { report, type Figures } from './report';
import { measureScrape } from './scrape/main';
import { measureTracing } from './tracing/main';
import { BenchStack } from './stack';

const { values: options, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    save: { type: 'string' },
    before: { type: 'string' },
  },
  allowPositionals: true,
});
/** What one call to a system takes. */
const LATENCY_MS = 5;

const progress = (text: string) => console.error(`${process.uptime().toFixed(0).padStart(4)} s  ${text}`);

async function main(): Promise<void> {
  if (positionals.includes('genealogy')) return measureGenealogy(progress);
  if (positionals.includes('events')) return measureEvents(progress, options.quick);
  if (positionals.includes('backlog')) return measureBacklog(progress, options.quick);
  if (positionals.includes('baseline')) return measureBaseline(progress, options.quick);
  if (positionals.includes('scrape')) return measureScrape(progress, options.quick);
  if (positionals.includes('tracing')) return measureTracing(progress, options.quick, options.before);
  if (positionals.includes('gate')) return measureGateAlone(progress, options.quick);
  const plan = options.quick ? QUICK : FULL;
  progress('starting a stack, with Temporal on PostgreSQL');
  const stack = await BenchStack.start();
  const ledger = new LedgerReader(stack.description().postgres);
  try {
    progress(`making ${lotsOf(plan)} lots`);
    const lots = await Lots.make(stack, ledger, lotsOf(plan));
    for (const system of Object.keys(stack.description().controls))
      await stack.control(system, 'PUT', 'faults', { latencyMs: LATENCY_MS });
    const figures = await measure({ stack, ledger, lots, plan, say: progress });
    if (options.save !== undefined) writeFileSync(options.save, `${JSON.stringify(figures, null, 2)}\n`);
    console.log(report(figures));
  } finally {
    await ledger.close();
    await stack.stop();
  }
}

async function measure(bench: Bench): Promise<Figures> {
  const { stack, ledger, lots, plan, say } = bench;
  say('warming up');
  const warm = await load(
    stack,
    { perSecond: 5 },
    lots.take(plan.warmUp).map((lot) => placing([lot])),
  );
  await ledger.drained(
    warm.map(({ id }) => id ?? ''),
    60,
  );
  say('the floor');
  const floor = await measureFloor(bench);
  say(`acknowledged after ${spreadOf(floor.allAcknowledged).p50.toFixed(0)} ms`);
  const runs: Propagation[] = [];
  for (const { perSecond, seconds } of plan.runs) {
    say(`${perSecond} holds/s for ${seconds} s`);
    const run = await measurePropagation(bench, perSecond, seconds);
    say(
      `acknowledged after ${run.allAcknowledged.p50.toFixed(0)} ms, p99 ${run.allAcknowledged.p99.toFixed(0)} ms`,
    );
    runs.push(run);
  }
  say('dispositions');
  const disposition = await measureDisposition(bench, 5);
  say('the gate');
  const gate = await measureGate(bench);
  say(`one hold of ${plan.manyLots} lots`);
  const manyLots = await measureManyLots(bench);
  const recoveries = await measureRecovery(bench);
  const machine = await describeMachine(ledger, LATENCY_MS);
  return { machine, floor, runs, disposition, gate, manyLots, recoveries };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
