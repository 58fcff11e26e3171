import type { Bench } from '../bench';
import { load, placing } from '../load';

/** One hold of many lots; milliseconds. */
export interface ManyLots {
  readonly lots: number;
  readonly accept: number;
  readonly requiredObserved: number | null;
  readonly allObserved: number | null;
}

export async function measureManyLots({ stack, ledger, lots, plan }: Bench): Promise<ManyLots> {
  const [answer] = await load(stack, { perSecond: 1 }, [placing(lots.take(plan.manyLots))]);
  const hold = answer!.id ?? '';
  await ledger.drained([hold], 120);
  const instants = (await ledger.instants([hold])).get(hold);
  const since = (at: number | null | undefined) => (at ? at - answer!.answeredAt : null);
  return {
    lots: plan.manyLots,
    accept: answer!.answeredAt - answer!.sentAt,
    requiredObserved: since(instants?.requiredObserved),
    allObserved: since(instants?.allObserved),
  };
}
