import type { Hold } from '../../contracts/hold';
import {
  clearFaults,
  freshLot,
  gate,
  getHold,
  heldIn,
  place,
  reached,
  release,
  taken,
  targetIn,
} from './material';
import { freeze } from './freeze';
import { eventually } from '../support/eventually';
import { startStack, type TestStack } from '../support/stack';

const RECALLED = 'recalled: something else is wanted now';

/** Rows of the audit that say what came home: target, status, observed generation, note. */
interface Settled {
  readonly action: string;
  readonly to: readonly (readonly [string, string, number | null, string | null])[];
}

describe('H4 a plant is offline while one hold closes and another opens', () => {
  let stack: TestStack;
  let goOn = () => {};
  beforeAll(async () => {
    stack = await startStack();
  });
  afterEach(async () => {
    goOn();
    await clearFaults(stack);
  });
  afterAll(() => stack.stop());

  /** What the audit says of the lot at the MES each time that something had come home. */
  const settledNotes = async ({ transaction }: Hold, lot: string): Promise<(string | null)[]> => {
    const path = `/v1/audit?transaction=${transaction}&limit=200`;
    const { items } = taken(200, await stack.api('auditor').get<{ items: Settled[] }>(path));
    return items
      .filter(({ action }) => action === 'targets.settled')
      .flatMap(({ to }) => to.filter(([target]) => target === `mes-lyon/lot/${lot}`).map((row) => row[3]));
  };

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
    // The free is recalled, and does not lapse; what holds the lot again is on its way.
    await eventually(async () => (await settledNotes(first, lot)).includes(RECALLED));
    await eventually(async () => {
      const { status, askedAt } = targetIn(await getHold(stack, second.id), 'mes-lyon');
      // On a slow machine it may be out of patience by now, and is asked all the same.
      return ['asked', 'parked'].includes(status) && Date.parse(askedAt ?? '') >= Date.parse(second.placedAt);
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
