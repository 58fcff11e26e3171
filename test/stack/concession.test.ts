import { randomUUID } from 'node:crypto';
import type { Hold } from '../../contracts/hold';
import { eventually } from '../support/eventually';
import { stack as sharedStack, type TestStack } from '../support/stack';
import { atScreen } from './floor';
import { dispose, ea, freshLot, gate, heldIn, place, reached, taken } from './material';

/** A use that a board has allowed for one customer, and no more than these pieces. */
const conceded = (quantity: string) => ({
  decision: 'use-as-is' as const,
  approvals: (['quality', 'design-authority'] as const).map((kind) => ({
    kind,
    id: 'mrb',
    name: 'Material review board',
    meaning: 'may be used',
    at: new Date().toISOString(),
    reference: 'MRB-77',
  })),
  concession: { maxQuantity: ea(quantity), customers: ['AERO-9'] },
});

describe('a concession', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await sharedStack();
  });

  const holdsOf = async (lot: string): Promise<Hold[]> => {
    const path = `/v1/quality-holds?lot=${encodeURIComponent(lot)}`;
    return taken(200, await stack.api('auditor').get<{ items: Hold[] }>(path)).items;
  };

  it('that is used up is over: by the shipment, the rest is held again in every system', async () => {
    const lot = await freshLot(stack);
    const hold = await place(stack, [lot]);
    await reached(stack, hold.id, 'effective');
    const key = randomUUID();
    await eventually(async () => {
      const { status } = await dispose(stack, hold.id, lot, conceded('40'), 'quality', key);
      return status === 201;
    });
    await reached(stack, hold.id, 'closed');
    expect(await heldIn(stack, 'erp', lot)).toBe('0');

    const delivery = `D-${randomUUID().slice(0, 8)}`;
    const ordered = { id: delivery, plant: 'lyon', customer: 'AERO-9', lines: [{ lot, quantity: '40' }] };
    expect(await atScreen(stack, 'erp', '/deliveries', ordered)).toBe(200);
    expect(await atScreen(stack, 'erp', `/deliveries/${delivery}/goods-issue`, {})).toBe(200);

    const again = await eventually(async () => (await holdsOf(lot)).find(({ id }) => id !== hold.id));
    expect(again.lots).toMatchObject([{ lot, quantity: '60', undecided: '60' }]);
    await reached(stack, again.id, 'effective');
    expect(await heldIn(stack, 'erp', lot)).toBe('60');
    for (const system of ['wms', 'mes-lyon']) expect(await heldIn(stack, system, lot)).not.toBe('0');
    expect((await gate(stack, lot)).blockedBy).toEqual([{ hold: again.id, reason: 'dimension' }]);
  });
});
