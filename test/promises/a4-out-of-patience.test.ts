import { CONTAINING, clearFaults, freshLot, heldIn, place, reached, taken } from '../stack/material';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';
import { exceptionsOf, getException, parked, resolve } from './a4/queue';
import { impatientStack } from './e/impatient';

describe('A4 a system that does not answer', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await impatientStack();
  });
  afterEach(() => clearFaults(stack));

  it('A4 is tried again by a retry; out of patience again, there is a new exception; back, it closes itself', async () => {
    await stack.control('wms').faults({ down: true });
    const lot = await freshLot(stack);
    const hold = await place(stack, [lot]);
    const first = await parked(stack, hold, { system: 'wms' });
    expect(first).toMatchObject({
      reason: { code: 'out-of-patience' },
      resolutions: ['retry', 'amend'],
    });
    taken(200, await resolve(stack, first.id, 'retry', { reason: 'the line is said to be back' }));
    const second = await parked(stack, hold, { system: 'wms' });
    expect(second.id).not.toBe(first.id);
    expect(second).toMatchObject({ reason: { code: 'out-of-patience' } });

    await clearFaults(stack);
    await reached(stack, hold.id, 'effective');
    await eventually(async () => (await exceptionsOf(stack, hold)).length === 0);
    expect(await getException(stack, first.id)).toMatchObject({ resolution: { action: 'retry' } });
    expect(await getException(stack, second.id)).toMatchObject({
      resolution: { action: 'healed', by: null },
    });
    for (const system of CONTAINING)
      expect([system, await heldIn(stack, system, lot)]).toEqual([system, '100']);
  });
});
