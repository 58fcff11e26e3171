import fc from 'fast-check';
import {
  CONTAINING,
  clearFaults,
  freshLot,
  gate,
  getHold,
  heldIn,
  place,
  reached,
  release,
} from './material';
import { eventually } from '../support/eventually';
import { stack as sharedStack, type TestStack } from '../support/stack';

const HOLDS = 3;
const INTERLEAVINGS = 50;
/** Lots that are played with at once. */
const AT_ONCE = 5;
const SEED = Number(process.env.INTERLOCK_SEED ?? Date.now() % 2 ** 31);

/** Slow, failing, dropping answers, lying: everything at once. */
const FLAKY = { latencyMs: 30, rate: 0.15, status: 503, dropAfterEffect: 0.15, lie: 0.1 };

/** Each hold twice: placed when its number comes first, released when it comes again, after so many samples. */
const schedule = fc.tuple(
  fc.shuffledSubarray(
    [...Array(HOLDS).keys()].flatMap((hold) => [hold, hold]),
    { minLength: HOLDS * 2 },
  ),
  fc.array(fc.nat({ max: 6 }), { minLength: HOLDS * 2, maxLength: HOLDS * 2 }),
);

/** What the test knows for sure of one hold: it covers from its 201 until its release is sent, and contains once it said so. */
interface Known {
  id: string;
  isContained: boolean;
  isReleased: boolean;
}

describe('H4 set algebra on the running stack', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await sharedStack();
    await stack.control('erp').faults(FLAKY);
  });
  afterAll(() => clearFaults(stack));

  it(`H4 never free while a hold covers it: ${INTERLEAVINGS} interleavings of ${HOLDS} holds, seed ${SEED}`, async () => {
    const schedules = fc.sample(schedule, { seed: SEED, numRuns: INTERLEAVINGS });
    for (let from = 0; from < schedules.length; from += AT_ONCE)
      await Promise.all(schedules.slice(from, from + AT_ONCE).map(([order, pauses]) => play(order, pauses)));
  });

  async function play(order: readonly number[], pauses: readonly number[]): Promise<void> {
    const lot = await freshLot(stack);
    const holds = new Map<number, Known>();
    for (const [index, number] of order.entries()) {
      const known = holds.get(number);
      if (known) {
        known.isReleased = true;
        await release(stack, known.id, lot);
      } else {
        const { id } = await place(stack, [lot]);
        holds.set(number, { id, isContained: false, isReleased: false });
      }
      for (let samples = pauses[index] ?? 0; samples >= 0; samples--) await sample(lot, [...holds.values()]);
    }
    await eventually(async () => {
      await sample(lot, [...holds.values()]);
      return (await gate(stack, lot)).releasable;
    });
    for (const { id } of holds.values()) await reached(stack, id, 'closed');
    for (const system of CONTAINING)
      expect([system, await heldIn(stack, system, lot)]).toEqual([system, '0']);
  }

  /** What is known before a question and not taken back until its answer is true of the answer. */
  async function sample(lot: string, holds: readonly Known[]): Promise<void> {
    const covering = holds.filter(({ isReleased }) => !isReleased);
    if (covering.length === 0) return;
    expect(await gate(stack, lot)).toMatchObject({ lot, releasable: false });
    for (const hold of covering)
      hold.isContained ||= (await getHold(stack, hold.id)).containment === 'effective';
    if (covering.some(({ isContained }) => isContained))
      for (const system of CONTAINING)
        expect([lot, system, await heldIn(stack, system, lot)]).toEqual([lot, system, '100']);
  }
});
