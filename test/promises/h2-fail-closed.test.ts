import type { z } from 'zod';
import type { Hold } from '../../contracts/hold';
import type { ExceptionItem } from '../../contracts/exception';
import {
  askedOf,
  clearFaults,
  CONTAINING,
  freshLot,
  gate,
  getHold,
  heldIn,
  place,
  reached,
  release,
  targetIn,
} from '../stack/material';
import { eventually } from '../support/eventually';
import { stack as sharedStack, type TestStack } from '../support/stack';

/** `freeDeadlineSeconds` of the demo topology. */
const LIFE_MS = 15_000;

describe('H2 fail closed', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await sharedStack();
  });

  const exceptionsOf = async ({ transaction }: Hold, state: string) =>
    (
      await stack
        .api('support')
        .get<{ items: z.infer<typeof ExceptionItem>[] }>(
          `/v1/exceptions?state=${state}&transaction=${transaction}`,
        )
    ).body.items;
  /** Waits until a person is told of that system; a slow one may have been told of, too. */
  const exceptionIn = (hold: Hold, system: string) =>
    eventually(async () => (await exceptionsOf(hold, 'open')).find((one) => one.system === system));
  /** What became of each visit to a system, on the record. */
  const settledOf = async ({ transaction }: Hold) =>
    (
      await stack
        .api('auditor')
        .get<{
          items: { to: [target: string, status: string, generation: number, note: string | null][] }[];
        }>(`/v1/audit?transaction=${transaction}&action=targets.settled&limit=200`)
    ).body.items.flatMap(({ to }) => to);

  describe('H2 while the ERP is down for long', () => {
    let held: string;
    let freed: string;
    let hold: Hold;
    let freeing: Hold;
    beforeAll(async () => {
      held = await freshLot(stack);
      freed = await freshLot(stack);
      freeing = await place(stack, [freed]);
      await reached(stack, freeing.id, 'effective');
      await stack.control('erp').faults({ down: true });
      hold = await place(stack, [held]);
      await release(stack, freeing.id, freed);
    });
    afterAll(() => clearFaults(stack));

    it('H2 the others hold, and the gate is shut', async () => {
      for (const system of CONTAINING.filter((name) => name !== 'erp'))
        await eventually(async () => (await heldIn(stack, system, held)) === '100');
      await reached(stack, hold.id, 'partial');
      expect((await gate(stack, held)).releasable).toBe(false);
    });

    it('H2 a free that does not come through lapses: what was to be freed stays held', async () => {
      // It stays on record: its target says so only until the ERP is out of patience with being read.
      await eventually(async () =>
        (await settledOf(freeing)).some(
          ([target, _status, _generation, note]) =>
            target === `erp/lot/${freed}` && note?.includes('not done by its deadline'),
        ),
      );
      expect(targetIn(await getHold(stack, freeing.id), 'erp').status).not.toBe('observed');
      expect(await heldIn(stack, 'erp', freed)).toBe('100');
      expect((await gate(stack, freed)).releasable).toBe(false);
    });

    it('H2 a person is told when patience runs out, and nothing is let go', async () => {
      const exception = await exceptionIn(hold, 'erp');
      expect(exception).toMatchObject({ reason: { code: 'out-of-patience' } });
      expect(targetIn(await getHold(stack, hold.id), 'erp')).toMatchObject({ exception: exception.id });
      for (const system of ['wms', 'mes-lyon']) expect(await heldIn(stack, system, held)).toBe('100');
      expect((await gate(stack, held)).releasable).toBe(false);
    });

    it('H2 when it is back, it follows by itself, and the exception closes itself', async () => {
      expect(await heldIn(stack, 'erp', held)).toBe('0');
      await clearFaults(stack);
      await reached(stack, hold.id, 'effective');
      expect(await heldIn(stack, 'erp', held)).toBe('100');
      await eventually(async () => (await exceptionsOf(hold, 'open')).length === 0);
      const closed = await exceptionsOf(hold, 'closed');
      expect(closed.filter(({ system }) => system === 'erp')).toHaveLength(1);
    });

    it('H2 and the lapsed free is decided anew by the saga', async () => {
      await reached(stack, freeing.id, 'closed');
      for (const system of CONTAINING) expect(await heldIn(stack, system, freed)).toBe('0');
      expect((await gate(stack, freed)).releasable).toBe(true);
    });
  });

  it('H2 a person is told of a system that says yes and never does, and it is asked all the same', async () => {
    const lot = await freshLot(stack);
    await stack.control('wms').faults({ lie: 1, operations: ['allocation-block'] });
    const hold = await place(stack, [lot]);
    await eventually(async () => (await exceptionIn(hold, 'wms')).reason.code === 'contradicted');
    expect((await gate(stack, lot)).releasable).toBe(false);
    await clearFaults(stack);
    await reached(stack, hold.id, 'effective');
    expect(await heldIn(stack, 'wms', lot)).toBe('100');
    await eventually(async () => (await exceptionsOf(hold, 'open')).length === 0);
  });

  it('H2 a free that arrives after its life is refused, though nothing newer came before it', async () => {
    const lot = await freshLot(stack);
    const hold = await place(stack, [lot]);
    await reached(stack, hold.id, 'effective');
    await stack.control('erp').faults({ latencyMs: 3_600_000, operations: ['stock-block'] });
    await release(stack, hold.id, lot);
    // The saga asks anew when it gives the first free up: both stand before the ERP's door, the late one in front.
    await eventually(async () => {
      const [, free, next] = await askedOf(stack, 'erp', lot);
      return free && next && Date.now() > Date.parse(free.at) + LIFE_MS;
    });
    expect(await heldIn(stack, 'erp', lot)).toBe('100');
    await clearFaults(stack);
    await reached(stack, hold.id, 'closed');
    // On a slow machine the second may be late, too.
    const [containing, late, ...anew] = await askedOf(stack, 'erp', lot);
    expect(containing).toMatchObject({ effects: 1 });
    expect(late).toMatchObject({ effects: 0 });
    expect(anew.map(({ effects }) => effects)).toEqual([...anew.slice(1).map(() => 0), 1]);
    expect(await heldIn(stack, 'erp', lot)).toBe('0');
  });
});
