import { randomUUID } from 'node:crypto';
import { atScreen } from '../stack/floor';
import { ea, freshLot, gate, getHold, newLot, place, reached, release, targetIn } from '../stack/material';
import { eventually } from '../support/eventually';
import { stack as sharedStack, type TestStack } from '../support/stack';

/** The ERP's word for a stock status, and the gate's rule. */
const RESTRICTED: readonly [string, string][] = [
  ['quality inspection', 'inspection-pending'],
  ['expired', 'expired'],
  ['returns', 'native-block'],
  ['blocked', 'native-block'],
];

describe('H8 not held is not released', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await sharedStack();
  });

  /** A purchase receipt in the ERP, heard of by the ledger. */
  async function receipt(stockStatus: string): Promise<string> {
    const lot = newLot();
    const delivered = {
      lot,
      plant: 'lyon',
      quantity: ea('100'),
      status: stockStatus,
      supplier: 'forges-du-rhone',
      supplierLot: randomUUID(),
    };
    expect(await atScreen(stack, 'erp', '/goods-receipts', delivered)).toBe(200);
    await eventually(async () => (await stack.api('auditor').get(lotPath(lot))).status === 200);
    return lot;
  }
  const lotPath = (lot: string) => `/v1/lots/${encodeURIComponent(lot)}`;
  const inErp = async (lot: string) =>
    (await stack.control('erp').state()).lots[lot] as { held: string; status: string } | undefined;

  it.each(RESTRICTED)(
    'H8 a lot that the ERP keeps as "%s" is stopped by the rule %s',
    async (status, rule) => {
      const lot = await receipt(status);
      for (const action of ['ship', 'consume', 'move'] as const)
        expect(await gate(stack, lot, { action })).toMatchObject({
          releasable: false,
          releasableQuantity: ea('0'),
          blockedBy: [{ rule }],
        });
    },
  );

  it('H8 a lot that nobody knows is not releasable', async () => {
    expect(await gate(stack, newLot())).toMatchObject({
      releasable: false,
      blockedBy: [{ rule: 'unknown-lot' }],
    });
  });

  it('H8 nor is a lot at a plant where nothing of it lies', async () => {
    const lot = await freshLot(stack);
    expect(await gate(stack, lot, { plant: 'monterrey' })).toMatchObject({ releasable: false });
  });

  it.each(RESTRICTED)('H8 released from its hold, a lot in "%s" is so again', async (status, rule) => {
    const lot = await receipt(status);
    const hold = await place(stack, [lot]);
    await reached(stack, hold.id, 'effective');
    expect((await gate(stack, lot)).blockedBy).toEqual([{ hold: hold.id, reason: 'dimension' }, { rule }]);
    await release(stack, hold.id, lot);
    await reached(stack, hold.id, 'closed');
    expect(await inErp(lot)).toMatchObject({ held: '0', status });
    expect(await gate(stack, lot)).toMatchObject({ releasable: false, blockedBy: [{ rule }] });
  });

  it('H8 what stood before is kept with the target', async () => {
    const lot = await receipt('quality inspection');
    const hold = await place(stack, [lot]);
    await reached(stack, hold.id, 'effective');
    expect(targetIn(await getHold(stack, hold.id), 'erp')).toMatchObject({ prior: 'inspection' });
  });

  it('H8 an unrestricted lot is unrestricted again', async () => {
    const lot = await freshLot(stack);
    const hold = await place(stack, [lot]);
    await reached(stack, hold.id, 'effective');
    expect(await inErp(lot)).toMatchObject({ held: '100', status: 'blocked' });
    await release(stack, hold.id, lot);
    await reached(stack, hold.id, 'closed');
    expect(await inErp(lot)).toMatchObject({ held: '0', status: 'unrestricted' });
    expect(await gate(stack, lot)).toMatchObject({ releasable: true, blockedBy: [] });
  });

  it('H8 what the ERP made stricter meanwhile stays so', async () => {
    const lot = await freshLot(stack);
    const hold = await place(stack, [lot]);
    await reached(stack, hold.id, 'effective');
    expect(await atScreen(stack, 'erp', '/usage-decisions', { lot, stockStatus: 'blocked' })).toBe(200);
    await eventually(async () =>
      (await gate(stack, lot)).blockedBy.some((why) => 'rule' in why && why.rule === 'native-block'),
    );
    expect((await getHold(stack, hold.id)).lots[0]).toMatchObject({ quantity: '100', adjusted: '0' });
    await release(stack, hold.id, lot);
    await reached(stack, hold.id, 'closed');
    expect(await inErp(lot)).toMatchObject({ held: '0', status: 'blocked' });
    expect(await gate(stack, lot)).toMatchObject({
      releasable: false,
      blockedBy: [{ rule: 'native-block' }],
    });
  });

  it('H8 what the ERP freed while it was held stays held', async () => {
    const lot = await receipt('quality inspection');
    const hold = await place(stack, [lot]);
    await reached(stack, hold.id, 'effective');
    expect(await atScreen(stack, 'erp', '/usage-decisions', { lot, stockStatus: 'unrestricted' })).toBe(200);
    await eventually(async () => (await gate(stack, lot)).blockedBy.length === 1);
    expect(await gate(stack, lot)).toMatchObject({ releasable: false, blockedBy: [{ hold: hold.id }] });
    expect(await inErp(lot)).toMatchObject({ held: '100' });
  });
});
