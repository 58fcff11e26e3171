import { patched } from '@temporalio/workflow';

/**
 * The same activities, one call in the air at a time; the next waits. Of two local activities that are out at once, a replay
 * may bring both home together (temporalio/sdk-typescript#1744): what follows from them is then done in another order than it
 * was, and the saga is never carried on.
 */
export function inTurn<T extends object>(activities: T): T {
  /** Over when all calls so far are; null: none is out. */
  let last: Promise<void> | null = null;
  const call = (work: () => Promise<unknown>): Promise<unknown> => {
    // Sagas of an older version did not wait, and their histories are replayed as they were.
    const called = last === null || !patched('ledger-in-turn') ? work() : last.then(work);
    const over = settled(called).finally(() => {
      if (last === over) last = null;
    });
    last = over;
    return called;
  };
  return new Proxy(activities, {
    get(target, name, receiver) {
      const activity: unknown = Reflect.get(target, name, receiver);
      if (typeof activity !== 'function') return activity;
      return (...args: unknown[]) => call(() => Reflect.apply(activity, target, args) as Promise<unknown>);
    },
  });
}

const settled = (work: Promise<unknown>): Promise<void> =>
  work.then(
    () => undefined,
    () => undefined,
  );
