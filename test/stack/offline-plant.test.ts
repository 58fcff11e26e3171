import { clearFaults, freshLot, gate, getHold, heldIn, place, reached, release, targetIn } from './material';
import { freeze } from './freeze';
import { eventually } from '../support/eventually';
import { startStack, type TestStack } from '../support/stack';
import { alteredTopology } from '../support/topology';

/** A free lapses after an hour: what is seen before that is no lapse. */
const lastingFrees = () =>
  alteredTopology('lasting-frees', (demo) => ({ ...demo, freeDeadlineSeconds: 3_600 }));

describe('H4 a plant is offline while one hold closes and another opens', () => {
  let stack: TestStack;
  let goOn = () => {};
  beforeAll(async () => {
    stack = await startStack('--topology', lastingFrees());
  });
  afterEach(async () => {
    goOn();
    await clearFaults(stack);
  });
  afterAll(() => stack.stop());

  const OFFLINE: [string, () => Promise<() => void>][] = [
    ['its worker', async () => freeze(stack, 'worker-lyon')],
    [
      'its MES',
      async () => {
        await stack.control('mes-lyon').faults({ down: true });
        return () => void stack.control('mes-lyon').faults({});
      },
    ],
  ];

  it.each(OFFLINE)('H4 %s: the lot is never free there under the second', async (_what, takeOffline) => {
    const lot = await freshLot(stack);
    const first = await place(stack, [lot]);
    await reached(stack, first.id, 'effective');
    goOn = await takeOffline();
    await release(stack, first.id, lot);
    for (const system of ['erp', 'wms'])
      await eventually(async () => (await heldIn(stack, system, lot)) === '0');
    const second = await place(stack, [lot]);
    for (const system of ['erp', 'wms'])
      await eventually(async () => (await heldIn(stack, system, lot)) === '100');
    // The free is recalled, though its life is far from over, and what holds the lot again is on its way.
    await eventually(async () => {
      const { status, askedAt } = targetIn(await getHold(stack, second.id), 'mes-lyon');
      return status === 'asked' && Date.parse(askedAt ?? '') >= Date.parse(second.placedAt);
    });
    const seen = new Set<string | null>();
    goOn();
    await eventually(
      async () => {
        seen.add(await heldIn(stack, 'mes-lyon', lot));
        expect((await gate(stack, lot)).releasable).toBe(false);
        const { status } = targetIn(await getHold(stack, second.id), 'mes-lyon');
        return status === 'observed';
      },
      { every: 10 },
    );
    expect([...seen]).toEqual(['100']);
    await reached(stack, first.id, 'closed');
    expect(await heldIn(stack, 'mes-lyon', lot)).toBe('100');
  });
});
