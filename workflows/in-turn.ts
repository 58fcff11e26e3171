import { condition, patched } from '@temporalio/workflow';

/**
 * The same activities, one call in the air at a time, and each answered when all else that came with the answer was heard.
 *
 * When a local activity is over while other news waits for the same workflow task, the saga hears first the news and then,
 * apart from it, the answer; a replay brings both together (temporalio/sdk-typescript#1744). What follows from them would then
 * be done in another order than it was, and the saga would never be carried on.
 */
export function inTurn<T extends object>(activities: T): T {
  /** The newest call; null: all are over. */
  let last: Promise<unknown> | null = null;
  const call = (work: () => Promise<unknown>): Promise<unknown> => {
    // Sagas of an older version did not wait, and their histories are replayed as they were.
    const begun = last === null || !patched('ledger-in-turn') ? work() : settled(last).then(work);
    const called = afterAllElse(begun, () => {
      if (last === called) last = null;
    });
    last = called;
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

/**
 * Conditions are looked at when everything that came at once has been heard, and all that follows from it was done.
 * @param then done before anybody hears how it went
 */
async function afterAllElse<T>(work: Promise<T>, then: () => void): Promise<T> {
  let isOver = false;
  void settled(work).then(() => (isOver = true));
  try {
    await condition(() => isOver);
  } finally {
    then();
  }
  return work;
}

const settled = (work: Promise<unknown>): Promise<void> =>
  work.then(
    () => undefined,
    () => undefined,
  );
