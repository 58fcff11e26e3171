import { sandbox } from './start';
import { block, blockLine, blockOne } from './stock-block';

const LOT = 'PIN-10:L-0415';
const INSPECTED = 'PIN-10:L-0417';

describe('a stock block in the ERP', () => {
  it('takes 200 lots in one call, with an answer for each', async () => {
    const erp = await sandbox('erp');
    const lots = Array.from({ length: 200 }, (_, index) => `PIN-10:B-${index}`);
    await erp.addLots(...lots);
    const { body } = await block(erp, ...lots.map((lot) => blockLine(lot)));
    expect(body.blocks.map(({ subject, done }) => [subject, done])).toEqual(lots.map((lot) => [lot, true]));
    expect(await erp.lot('PIN-10:B-199')).toMatchObject({ held: '100', status: 'blocked' });
  });

  it('says what stood before, and keeps it apart from the block', async () => {
    const erp = await sandbox('erp');
    expect(await blockOne(erp, INSPECTED)).toMatchObject({ done: true, statusBefore: 'quality inspection' });
    expect(await erp.lot(INSPECTED)).toMatchObject({
      held: '70',
      status: 'blocked',
      ownStatus: 'quality inspection',
    });
  });

  it('restricts a part, and shows no more than is there', async () => {
    const erp = await sandbox('erp');
    await blockOne(erp, INSPECTED, { blockedQuantity: '40' });
    expect(await erp.lot(INSPECTED)).toMatchObject({ quantity: '70', held: '40' });
    await blockOne(erp, INSPECTED, { blockedQuantity: '400' });
    expect(await erp.lot(INSPECTED)).toMatchObject({ held: '70' });
  });

  it('goes back to what stood before or to something stricter, never looser', async () => {
    const erp = await sandbox('erp');
    await block(erp, blockLine(INSPECTED), blockLine(LOT));
    await block(
      erp,
      blockLine(INSPECTED, { blockedQuantity: '0', releaseTo: 'unrestricted' }),
      blockLine(LOT, { blockedQuantity: '0', releaseTo: 'quality inspection' }),
    );
    expect(await erp.lot(INSPECTED)).toMatchObject({ held: '0', status: 'quality inspection' });
    expect(await erp.lot(LOT)).toMatchObject({ held: '0', status: 'quality inspection' });
  });

  it('gives a repeated key its first answer and does nothing', async () => {
    const erp = await sandbox('erp');
    const key = 'once';
    const first = await blockOne(erp, INSPECTED, { key });
    await blockOne(erp, INSPECTED, { key: 'free', blockedQuantity: '0', sequence: 2 });
    expect(await blockOne(erp, INSPECTED, { key })).toEqual(first);
    expect(await erp.lot(INSPECTED)).toMatchObject({ held: '0' });
    expect(await erp.effects()).toContainEqual(
      expect.objectContaining({ key, subject: INSPECTED, calls: 2, effects: 1 }),
    );
  });

  it('refuses an older sequence and a past deadline, each in its own answer', async () => {
    const erp = await sandbox('erp');
    await blockOne(erp, LOT, { sequence: 7 });
    const past = new Date(Date.now() - 1000).toISOString();
    const { body } = await block(
      erp,
      blockLine(LOT, { sequence: 6, blockedQuantity: '0' }),
      blockLine(INSPECTED, { blockedQuantity: '0', expiresAt: past }),
      blockLine('PIN-10:L-0416'),
    );
    expect(body.blocks.map(({ done, code }) => [done, code])).toEqual([
      [false, 'OUTDATED'],
      [false, 'EXPIRED'],
      [true, undefined],
    ]);
    expect(await erp.lot(LOT)).toMatchObject({ held: '1200' });
  });

  it('notes a lot that is not known, and holds it when it arrives', async () => {
    const erp = await sandbox('erp');
    const lot = 'PIN-10:L-0999';
    expect(await blockOne(erp, lot)).toMatchObject({ done: true, statusBefore: null });
    const { body } = await erp.post<{ stock: object[] }>('/stock-queries', { lots: [lot] });
    expect(body.stock[0]).toMatchObject({ known: false, stockStatus: 'blocked', block: { blocked: true } });
    await erp.addLots(lot);
    expect(await erp.lot(lot)).toMatchObject({ quantity: '100', held: '100', status: 'blocked' });
  });
});

it('a call without the token is refused, and so is a body that names an unknown status', async () => {
  const erp = await sandbox('erp');
  expect((await fetch(`${erp.api}/stock-queries`, { method: 'POST' })).status).toBe(401);
  const { status, body } = await block(erp, blockLine(LOT, { releaseTo: 'fine' }));
  expect(status).toBe(400);
  expect(body).toMatchObject({ error: { code: 'INVALID', message: expect.stringContaining('releaseTo') } });
});
