import type { Hold } from '../../contracts/hold';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';
import { ea, gate, newLot, place, reached, release } from './material';

/** Requests of a test under way at once. */
const AT_ONCE = 10;

/** A hold of one lot, and where the lot is. */
export interface Parked {
  readonly hold: Hold;
  readonly lot: string;
  readonly plant: 'lyon' | 'monterrey';
}

/** Places holds, each of a lot of its own. @param until how contained each must be before this returns */
export async function park(
  stack: TestStack,
  count: number,
  plant: Parked['plant'] = 'lyon',
  until: 'effective' | 'partial' = 'effective',
): Promise<Parked[]> {
  const lots = Array.from({ length: count }, () => newLot());
  const stock = lots.map((lot) => ({ lot, plant, quantity: ea('100') }));
  for (const system of ['wms', `mes-${plant}`, 'erp']) await stack.control(system).addLots(stock);
  return eachOf(lots, async (lot) => {
    await eventually(async () => (await gate(stack, lot, { plant })).releasable);
    const { id } = await place(stack, [lot], { plant });
    return { hold: await reached(stack, id, until), lot, plant };
  });
}

/** Releases every lot, and waits until each hold is closed and the lot may move. */
export const complete = (stack: TestStack, parked: readonly Parked[]): Promise<unknown> =>
  eachOf(parked, async ({ hold, lot, plant }) => {
    await release(stack, hold.id, lot);
    await reached(stack, hold.id, 'closed');
    if (!(await gate(stack, lot, { plant })).releasable)
      throw new Error(`${lot} is not free after ${hold.id}.`);
  });

/** A few at once, so that a busy machine answers each in time. */
async function eachOf<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  const left = [...all.entries()];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = left.shift(); next; next = left.shift()) done[next[0]] = await work(next[1]);
    }),
  );
  return done;
}
