import { Client, Connection } from '@temporalio/client';
import { queueOf } from '../../temporal/names';
import { NAMESPACE } from '../../tools/stack/interlock';
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
      await eventually(async () => {
        const targets = await tidied(hold.id);
        return targets.length === 3 && targets.every(({ status }) => status === 'observed');
      });
      const { sent, firstHome } = await sagaOf(hold.id);
      const [containing, tidying] = [CONTAINING.map(sent), ['qms', 'plm'].map(sent)];
      expect(Math.min(...containing)).toBeGreaterThan(0);
      expect(Math.max(...containing)).toBeLessThan(firstHome);
      expect(firstHome).toBeLessThan(Math.min(...tidying));
    }
  });

  const arrived = async (system: string, lot: string) => (await askedOf(stack, system, lot)).length > 0;

  const tidied = async (hold: string) =>
    (await getHold(stack, hold)).targets.filter(({ required }) => !required);

  /**
   * By the saga's own history, where it first sent something to a system, and where the first thing came home: each system is
   * reached by a queue of its own, and what was sent first may arrive last.
   */
  async function sagaOf(hold: string) {
    const connection = await Connection.connect({ address: stack.description().temporal });
    try {
      const { workflow } = new Client({ connection, namespace: NAMESPACE });
      const { events } = await workflow.getHandle(`quality-hold/${hold}`).fetchHistory();
      const sent = (system: string) =>
        events!.findIndex(
          (event) => event.activityTaskScheduledEventAttributes?.taskQueue?.name === queueOf(system),
        );
      return { sent, firstHome: events!.findIndex((event) => event.activityTaskCompletedEventAttributes) };
    } finally {
      await connection.close();
    }
  }

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
