import { setTimeout as delay } from 'node:timers/promises';

/** Open loop: `perSecond`, however long answers take. Closed loop: `atOnce` in the air, the next when one is answered. */
export type Pace = { readonly perSecond: number } | { readonly atOnce: number };

/** Does `work` for each of `items`. @param work is told when it was due: a late start is not hidden */
export function paced<In, Out>(
  items: readonly In[],
  pace: Pace,
  work: (item: In, dueAt: number) => Promise<Out>,
): Promise<Out[]> {
  return 'perSecond' in pace ? open(items, pace.perSecond, work) : closed(items, pace.atOnce, work);
}

async function open<In, Out>(
  items: readonly In[],
  perSecond: number,
  work: (item: In, dueAt: number) => Promise<Out>,
): Promise<Out[]> {
  const begin = performance.now();
  const started: Promise<Out>[] = [];
  for (const [index, item] of items.entries()) {
    const due = begin + (index * 1000) / perSecond;
    // A timer takes a millisecond at least: whoever waited for one that is due already could start no more than 900 a second.
    const wait = due - performance.now();
    if (wait > 0) await delay(wait);
    started.push(work(item, performance.timeOrigin + due));
  }
  return Promise.all(started);
}

async function closed<In, Out>(
  items: readonly In[],
  atOnce: number,
  work: (item: In, dueAt: number) => Promise<Out>,
): Promise<Out[]> {
  const out: Out[] = [];
  let next = 0;
  const one = async () => {
    while (next < items.length) {
      const index = next++;
      out[index] = await work(items[index]!, now());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return out;
}

/** Milliseconds since 1970, with their fraction. */
export const now = (): number => performance.timeOrigin + performance.now();
