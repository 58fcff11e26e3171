import { cpus } from 'node:os';
import { othersShare, readMeter } from '../consumption';
import { LedgerReader } from '../ledger';
import { answersTo, gate, placing } from '../load';
import { Lots } from '../lots';
import { describeMachine } from '../machine';
import { spreadOf, type Spread } from '../percentiles';
import { BenchStack } from '../stack';

/** What is asked of the gate while so many holds arrive. */
const HOLDS_PER_SECOND = [0, 5, 10, 20];
const PER_SECOND = 1_000;
/** Lots that are asked about beside those that are being held. */
const FREE_LOTS = 500;
/** Placed before anything is measured. */
const WARM_HOLDS = 50;
/** Seconds at the begin of each run that are asked and not counted: the generator opens its connections. */
const WARM_SECONDS = 2;
const LATENCY_MS = 5;

/** One run: the gate is asked at a fixed rate, in an open loop. */
interface GateRun {
  readonly holdsPerSecond: number;
  /** Answers a second, over the run. */
  readonly answered: number;
  /** Milliseconds from when each answer was due to be asked for, so that no waiting is left out. */
  readonly latency: Spread;
  /** Answers other than 200, and holds other than 201. */
  readonly refused: number;
  /** Shares of the machine's cores that were used: by the API, by everything, and by programs that are not the bench's. */
  readonly used: { readonly api: number; readonly all: number; readonly others: number | null };
}

/** `npm run bench -- gate`: the gate alone, at 1,000 questions a second beside 0, 5, 10 and 20 holds a second, as a table in Markdown. */
export async function measureGateAlone(say: (text: string) => void, quick: boolean): Promise<void> {
  const counted = quick ? 8 : 30;
  const seconds = WARM_SECONDS + counted;
  const holds = HOLDS_PER_SECOND.reduce((total, perSecond) => total + perSecond * seconds, 0);
  say('starting a stack, with Temporal on PostgreSQL');
  const stack = await BenchStack.start();
  stack.favour(['api', 'postgres']);
  const ledger = new LedgerReader(stack.description().postgres);
  try {
    say(`making ${holds + WARM_HOLDS + FREE_LOTS} lots`);
    const lots = await Lots.make(stack, ledger, holds + WARM_HOLDS + FREE_LOTS);
    for (const system of Object.keys(stack.description().controls))
      await stack.control(system, 'PUT', 'faults', { latencyMs: LATENCY_MS });
    const free = lots.take(FREE_LOTS);
    say('warming up');
    const [, warm] = await Promise.all([
      answersTo(stack, { perSecond: 200 }, asking(free, 2_000)),
      answersTo(
        stack,
        { perSecond: 5 },
        lots.take(WARM_HOLDS).map((lot) => placing([lot])),
      ),
    ]);
    await ledger.drained(
      warm.map(({ id }) => id ?? ''),
      120,
    );
    const runs: GateRun[] = [];
    for (const holdsPerSecond of HOLDS_PER_SECOND) {
      say(`${PER_SECOND} questions/s beside ${holdsPerSecond} holds/s for ${counted} s`);
      runs.push(await run(stack, ledger, free, lots.take(holdsPerSecond * seconds), holdsPerSecond, seconds));
    }
    for (const [name, value] of Object.entries(await describeMachine(ledger, LATENCY_MS)))
      console.log(`- ${name}: ${value}`);
    console.log(`\n${tableOf(runs)}`);
  } finally {
    await ledger.close();
    await stack.stop();
  }
}

async function run(
  stack: BenchStack,
  ledger: LedgerReader,
  free: readonly string[],
  held: readonly string[],
  holdsPerSecond: number,
  seconds: number,
): Promise<GateRun> {
  const before = await readMeter(stack, ledger);
  const [answers, placed] = await Promise.all([
    answersTo(stack, { perSecond: PER_SECOND }, asking([...free, ...held], PER_SECOND * seconds)),
    answersTo(
      stack,
      { perSecond: Math.max(holdsPerSecond, 1) },
      held.map((lot) => placing([lot])),
    ),
  ]);
  const after = await readMeter(stack, ledger);
  const available = (after.at - before.at) * cpus().length;
  await ledger.drained(
    placed.map(({ id }) => id ?? ''),
    120,
  );
  const begin = Math.min(...answers.map(({ dueAt }) => dueAt)) + WARM_SECONDS * 1000;
  const counted = answers.filter(({ dueAt }) => dueAt >= begin);
  const end = Math.max(...counted.map(({ answeredAt }) => answeredAt));
  return {
    holdsPerSecond,
    answered: counted.length / ((end - begin) / 1000),
    latency: spreadOf(counted.map(({ answeredAt, dueAt }) => answeredAt - dueAt)),
    refused: [...answers, ...placed].filter(({ status }) => status >= 300).length,
    used: {
      api: ((after.cpu?.api ?? NaN) - (before.cpu?.api ?? NaN)) / available,
      all: (after.machine - before.machine) / available,
      others: othersShare([before, after]),
    },
  };
}

/** Questions about these lots in turn. */
const asking = (lots: readonly string[], count: number) =>
  Array.from({ length: count }, (_, index) => gate(lots[index % lots.length]!));

const tableOf = (runs: readonly GateRun[]): string =>
  [
    '| holds/s | answered/s | p50 | p95 | p99 | largest | refused | cores used | by the API | by others |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...runs.map(({ holdsPerSecond, answered, latency, refused, used }) => {
      const spread = [latency.p50, latency.p95, latency.p99, latency.max].map((ms) => ms.toFixed(1));
      const shares = [used.all, used.api, used.others ?? NaN].map((share) => `${(share * 100).toFixed(0)} %`);
      return `| ${[holdsPerSecond, answered.toFixed(0), ...spread, refused, ...shares].join(' | ')} |`;
    }),
    '',
    'Milliseconds, from when each answer was due to be asked for.',
  ].join('\n');
