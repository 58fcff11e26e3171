import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Baseline } from '../../contracts/baseline';
import { LedgerReader } from '../ledger';
import { answersTo, gate } from '../load';
import { describeMachine } from '../machine';
import { memoryOf } from '../memory';
import { spreadOf, type Spread } from '../percentiles';
import { BenchStack } from '../stack';

const PLANT = 'lyon';
const SYSTEMS = ['erp', 'wms', 'mes-lyon'];
/** Lots in one call to a sandbox system's control. */
const AT_A_TIME = 5_000;
const GATE_PER_SECOND = 50;
/** Seconds for which the gate is asked at a time, and before the baseline begins. */
const GATE_SECONDS = 10;
/** A lot that the gate lets pass throughout. */
const FREE_LOT = 'PIN-10:L-0401';

interface Reading {
  readonly seconds: number;
  readonly done: Baseline;
  /** MiB by process. */
  readonly memory: Readonly<Record<string, number>>;
  readonly gate: Spread;
}

/** `npm run bench -- baseline`: how long a plant of 200,000 lots takes to go live, and how the gate answers meanwhile. */
export async function measureBaseline(say: (text: string) => void, quick: boolean): Promise<void> {
  const count = quick ? 5_000 : 200_000;
  say('starting a stack, with Temporal on PostgreSQL');
  const stack = await BenchStack.start();
  const ledger = new LedgerReader(stack.description().postgres);
  try {
    say(`giving ${count} lots to ${SYSTEMS.join(', ')}`);
    for (const system of SYSTEMS) await giveLots(stack, system, count);
    const machine = await describeMachine(ledger, 0);
    const before = await askGate(stack);
    const readings: Reading[] = [];
    const began = Date.now();
    let now = await call(stack, 'POST');
    while (now.state === 'loading') {
      const spread = await askGate(stack);
      now = await call(stack, 'GET');
      const seconds = (Date.now() - began) / 1000;
      readings.push({ seconds, done: now, memory: memoryOf(stack), gate: spread });
      say(now.systems.map(({ system, lots }) => `${system} ${lots}`).join(', '));
    }
    const finding = now.findings[0]?.text;
    if (finding !== undefined) say(`${now.findingCount} findings, the first: ${finding}`);
    for (const [name, value] of Object.entries(machine)) console.log(`- ${name}: ${value}`);
    console.log(`\n${tableOf(count, now, before, readings)}`);
  } finally {
    await ledger.close();
    await stack.stop();
  }
}

async function giveLots(stack: BenchStack, system: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += AT_A_TIME) {
    const lots = Array.from({ length: Math.min(AT_A_TIME, count - from) }, (_, at) => ({
      lot: `PIN-10:OLD-${String(from + at).padStart(6, '0')}`,
      plant: PLANT,
      quantity: { value: '100', unit: 'EA' },
    }));
    await stack.control(system, 'POST', 'lots?announce=false', lots);
    await delay(10);
  }
}

/** Starts the baseline, or says how far it is. @throws Error when it is refused */
async function call(stack: BenchStack, method: 'GET' | 'POST'): Promise<Baseline> {
  const { api, keys } = stack.description();
  const response = await fetch(`${api}/v1/plants/${PLANT}/baseline`, {
    method,
    headers: { authorization: `Bearer ${keys.administrator}`, 'idempotency-key': randomUUID() },
  });
  if (!response.ok) throw new Error(`${method} baseline: ${response.status} ${await response.text()}`);
  return (await response.json()) as Baseline;
}

/** Milliseconds from when each answer was due to be asked for. */
async function askGate(stack: BenchStack): Promise<Spread> {
  const questions = Array.from({ length: GATE_PER_SECOND * GATE_SECONDS }, () => gate(FREE_LOT));
  const answers = await answersTo(stack, { perSecond: GATE_PER_SECOND }, questions);
  return spreadOf(answers.map(({ answeredAt, dueAt }) => answeredAt - dueAt));
}

function tableOf(count: number, over: Baseline, before: Spread, readings: readonly Reading[]): string {
  const seconds = (Date.parse(over.finishedAt ?? '') - Date.parse(over.startedAt)) / 1000;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const head = [
    'seconds',
    ...SYSTEMS.map((system) => `lots of ${system}`),
    'gate p50',
    'gate p99',
    'worker MiB',
    'API MiB',
  ];
  const gateOf = ({ p50, p99 }: Spread) => [p50.toFixed(1), p99.toFixed(1)];
  return [
    `${count} lots in ${seconds.toFixed(0)} s: ${(count / seconds).toFixed(0)} lots a second, each told by three systems; ${over.findingCount} findings.`,
    `Gate, ${GATE_PER_SECOND} questions a second, before: p50 ${before.p50.toFixed(1)} ms, p99 ${before.p99.toFixed(1)} ms.`,
    '',
    line(head),
    line(head.map(() => '---')),
    ...readings.map(({ seconds: at, done, gate: spread, memory }) =>
      line([
        at.toFixed(0),
        ...SYSTEMS.map((name) => String(done.systems.find(({ system }) => system === name)?.lots ?? 0)),
        ...gateOf(spread),
        (memory['worker-enterprise'] ?? NaN).toFixed(0),
        (memory.api ?? NaN).toFixed(0),
      ]),
    ),
  ].join('\n');
}
