import type { Bench } from '../bench';
import { gate, load, placing } from '../load';
import { spreadOf, type Spread } from '../percentiles';
import { gateHolds } from '../plan';

/** Answers of the gate while holds arrive at 5 a second. */
export interface Gate {
  readonly perSecond: number;
  /** Milliseconds from when each answer was due to be asked for, so that no waiting is left out. */
  readonly atFixedRate: Spread;
  readonly atOnce: number;
  /** Answers a second when asked as fast as they come, and milliseconds of each. */
  readonly mostPerSecond: number;
  readonly atFullSpeed: Spread;
}

export async function measureGate(bench: Bench): Promise<Gate> {
  const { plan } = bench;
  const { perSecond, answers, atOnce } = plan.gate;
  const [fixed, lots] = await whileHoldsArrive(bench, (asked) =>
    load(bench.stack, { perSecond }, questions(asked, answers)),
  );
  const [full] = await whileHoldsArrive(bench, () => load(bench.stack, { atOnce }, questions(lots, answers)));
  const seconds =
    (Math.max(...full.map((a) => a.answeredAt)) - Math.min(...full.map((a) => a.sentAt))) / 1000;
  return {
    perSecond,
    atFixedRate: spreadOf(fixed.map((answer) => answer.answeredAt - answer.dueAt)),
    atOnce,
    mostPerSecond: full.length / seconds,
    atFullSpeed: spreadOf(full.map((answer) => answer.answeredAt - answer.sentAt)),
  };
}

async function whileHoldsArrive<T>(
  { stack, ledger, lots, plan }: Bench,
  work: (lots: readonly string[]) => Promise<T>,
): Promise<[T, string[]]> {
  const arriving = lots.take(gateHolds(plan));
  const [placed, done] = await Promise.all([
    load(
      stack,
      { perSecond: 5 },
      arriving.map((lot) => placing([lot])),
    ),
    work(arriving),
  ]);
  await ledger.drained(
    placed.map(({ id }) => id ?? ''),
    60,
  );
  return [done, arriving];
}

const questions = (lots: readonly string[], count: number) =>
  Array.from({ length: count }, (_, index) => gate(lots[index % lots.length]!));
