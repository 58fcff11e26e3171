import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../bench';
import { load, placing } from '../load';

const LONGEST_SECONDS = 60;
/** A worker that has just been started is warm after this. */
const BETWEEN_KILLS_MS = 5_000;

/** One SIGKILL of the enterprise worker in the middle of holds. */
export interface Recovery {
  /** Holds that were accepted and not yet effective when it died. */
  readonly inFlight: number;
  /** From the SIGKILL until every accepted hold is effective; null: not within a minute. */
  readonly seconds: number | null;
}

export async function measureRecovery({ stack, ledger, lots, plan, say }: Bench): Promise<Recovery[]> {
  const recoveries: Recovery[] = [];
  for (let kill = 1; kill <= plan.kills; kill++) {
    say(`SIGKILL of worker-enterprise, ${kill} of ${plan.kills}`);
    const answers = await load(
      stack,
      { perSecond: 100 },
      lots.take(plan.inFlightAtKill).map((lot) => placing([lot])),
    );
    process.kill(stack.pidOf('worker-enterprise'), 'SIGKILL');
    const killedAt = Date.now();
    const holds = answers.map(({ id }) => id ?? '');
    const inFlight = holds.length - (await ledger.countEffective(holds));
    const effective = await ledger.effective(holds, LONGEST_SECONDS);
    recoveries.push({
      inFlight,
      seconds: effective === holds.length ? (Date.now() - killedAt) / 1000 : null,
    });
    await delay(BETWEEN_KILLS_MS);
  }
  return recoveries;
}
