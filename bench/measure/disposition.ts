import type { Bench } from '../bench';
import { load, placing, releasing } from '../load';
import { QUANTITY } from '../lots';
import { spreadOf, type Spread } from '../percentiles';

const DRAIN_SECONDS = 60;

/** Milliseconds from the 2xx of a release of a whole lot. */
export interface Disposition {
  readonly perSecond: number;
  readonly accept: Spread;
  /** Every required system has acknowledged that it lets go. */
  readonly acknowledged: Spread;
  readonly allAcknowledged: Spread;
}

/** Disposition accepted → acknowledged by the systems, open loop. @throws Error when a hold does not close */
export async function measureDisposition(bench: Bench, perSecond: number): Promise<Disposition> {
  const { stack, ledger, plan } = bench;
  const lots = bench.lots.take(plan.dispositions);
  const placed = await load(
    stack,
    { perSecond: 10 },
    lots.map((lot) => placing([lot])),
  );
  const holds = placed.map(({ id }) => id ?? '');
  await ledger.drained(holds, DRAIN_SECONDS);

  const calls = holds.map((hold, index) => releasing(hold, lots[index]!, QUANTITY));
  const answers = await load(stack, { perSecond }, calls);
  const closed = await ledger.closed(holds, DRAIN_SECONDS);
  if (closed < holds.length)
    throw new Error(`${holds.length - closed} of ${holds.length} holds are not closed after their release.`);
  const instants = await ledger.instants(holds);
  const since = (name: 'requiredAcknowledged' | 'allAcknowledged') =>
    spreadOf(
      answers.map(({ answeredAt }, index) => (instants.get(holds[index]!)?.[name] ?? NaN) - answeredAt),
    );
  return {
    perSecond,
    accept: spreadOf(answers.map((answer) => answer.answeredAt - answer.sentAt)),
    acknowledged: since('requiredAcknowledged'),
    allAcknowledged: since('allAcknowledged'),
  };
}
