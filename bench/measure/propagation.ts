import type { Bench } from '../bench';
import { perHold, readMeter, type Consumption } from '../consumption';
import type { Answered } from '../generator';
import type { Instants } from '../ledger';
import { load, placing } from '../load';
import { spreadOf, type Spread } from '../percentiles';

/** After the last hold of a run, for those that are still on their way, in seconds. */
const DRAIN_SECONDS = 60;

/** One run at a fixed rate of arrival; milliseconds. */
export interface Propagation {
  readonly perSecond: number;
  readonly holds: number;
  /** Everything was home so many milliseconds after the last hold was accepted; null: not within a minute. */
  readonly drainedMs: number | null;
  /** From sending to the 2xx. */
  readonly accept: Spread;
  /** From the 2xx. Holds that never got there count as the time that was waited. */
  readonly requiredAcknowledged: Spread;
  readonly requiredObserved: Spread;
  readonly allAcknowledged: Spread;
  readonly allObserved: Spread;
  readonly cost: Consumption;
}

/** Hold accepted → acknowledged and observed by the systems, open loop. */
export async function measurePropagation(
  bench: Bench,
  perSecond: number,
  seconds: number,
): Promise<Propagation> {
  const { stack, ledger, lots, plan } = bench;
  const idle = [await readMeter(stack, ledger), await pause(stack, ledger, plan.idleSeconds)] as const;
  const calls = lots.take(perSecond * seconds).map((lot) => placing([lot]));
  const before = await readMeter(stack, ledger);
  const answers = await load(stack, { perSecond }, calls);
  const holds = answers.map(({ id }) => id ?? '');
  const home = await ledger.drained(holds, DRAIN_SECONDS);
  const drainedMs = Date.now() - answers.at(-1)!.answeredAt;
  const after = await readMeter(stack, ledger);

  const instants = await ledger.instants(holds);
  const since = (name: keyof Instants) =>
    spreadOf(answers.map((answer) => waited(answer, instants.get(answer.id ?? '')?.[name] ?? after.at)));
  return {
    perSecond,
    holds: holds.length,
    drainedMs: home === holds.length ? drainedMs : null,
    accept: spreadOf(answers.map((answer) => answer.answeredAt - answer.sentAt)),
    requiredAcknowledged: since('requiredAcknowledged'),
    requiredObserved: since('requiredObserved'),
    allAcknowledged: since('allAcknowledged'),
    allObserved: since('allObserved'),
    cost: perHold(idle, [before, after], holds.length),
  };
}

/** It may be there before the 2xx has arrived. */
const waited = (answer: Answered, instant: number) => Math.max(instant - answer.answeredAt, 0);

async function pause(stack: Bench['stack'], ledger: Bench['ledger'], seconds: number) {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return readMeter(stack, ledger);
}
