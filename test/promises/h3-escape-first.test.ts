import {
  askedOf,
  clearFaults,
  CONTAINING,
  freshLot,
  getHold,
  place,
  reached,
  targetIn,
} from '../stack/material';
import { eventually } from '../support/eventually';
import { stack as sharedStack, type TestStack } from '../support/stack';

/** Longer than any test: it is eased, never waited for. */
const HANGING = { latencyMs: 3_600_000 };

describe('H3 escape first', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await sharedStack();
  });
  afterEach(() => clearFaults(stack));

  it.each(CONTAINING)('H3 with %s down, the others are held all the same', async (system) => {
    const lot = await freshLot(stack);
    await stack.control(system).faults({ down: true });
    const hold = await place(stack, [lot]);
    await othersHeld(hold.id, system);
    expect(await getHold(stack, hold.id)).toMatchObject({ containment: 'partial' });
    await clearFaults(stack);
    await reached(stack, hold.id, 'effective');
  });

  it.each(CONTAINING)('H3 with %s hanging, the others are held while that call is open', async (system) => {
    const lot = await freshLot(stack);
    await stack.control(system).faults(HANGING);
    const hold = await place(stack, [lot]);
    await eventually(() => arrived(system, lot));
    await othersHeld(hold.id, system);
    expect((await askedOf(stack, system, lot)).map(({ effects }) => effects)).toEqual([0]);
    await clearFaults(stack);
    await reached(stack, hold.id, 'effective');
  });

  it('H3 no containing ask waits for the answer of another', async () => {
    const lot = await freshLot(stack);
    await Promise.all(CONTAINING.map((system) => stack.control(system).faults(HANGING)));
    await place(stack, [lot]);
    for (const system of CONTAINING) await eventually(() => arrived(system, lot));
    for (const system of CONTAINING)
      expect((await askedOf(stack, system, lot)).map(({ effects }) => effects)).toEqual([0]);
  });

  it('H3 QMS and PLM are asked after WMS, ERP and MES', async () => {
    for (let round = 0; round < 10; round++) {
      const lot = await freshLot(stack);
      const hold = await place(stack, [lot]);
      await eventually(async () => (await tidied(hold.id)).every(({ status }) => status === 'observed'));
      const contained = await firstAsks(CONTAINING, lot);
      const tidying = [...(await firstAsks(['qms'], lot)), ...(await firstAsks(['qms', 'plm'], hold.id))];
      expect(tidying).toHaveLength(3);
      expect(Math.max(...contained)).toBeLessThanOrEqual(Math.min(...tidying));
    }
  });

  const arrived = async (system: string, lot: string) => (await askedOf(stack, system, lot)).length > 0;

  const tidied = async (hold: string) =>
    (await getHold(stack, hold)).targets.filter(({ required }) => !required);

  /** When each system was first asked about the subject, in milliseconds since 1970. */
  const firstAsks = async (systems: readonly string[], subject: string) =>
    (await Promise.all(systems.map((system) => askedOf(stack, system, subject)))).flatMap((asks) =>
      asks.slice(0, 1).map(({ at }) => Date.parse(at)),
    );

  /** Every other system of H3 was read to hold the lot, and the one that fails was not. */
  async function othersHeld(id: string, failing: string): Promise<void> {
    const others = CONTAINING.filter((system) => system !== failing);
    const hold = await eventually(async () => {
      const now = await getHold(stack, id);
      return others.every((system) => targetIn(now, system).status === 'observed') ? now : null;
    });
    expect(targetIn(hold, failing).observedAt).toBeNull();
  }
});
