import { sandbox } from './start';
import { block, blockLine, blockOne } from './stock-block';

const LOT = 'PIN-10:L-0415';
const query = { lots: [LOT] };

describe('faults that are set at the control address', () => {
  it('status: always, with Retry-After, and nothing is done', async () => {
    const erp = await sandbox('erp');
    await erp.faults({ status: 429, retryAfter: 3 });
    const response = await fetch(`${erp.api}/stock-queries`, {
      method: 'POST',
      headers: { authorization: 'Bearer token-of-the-test', 'content-type': 'application/json' },
      body: JSON.stringify(query),
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3']);
    expect((await block(erp, blockLine(LOT, { key: 'refused' }))).status).toBe(429);
    expect(await erp.lot(LOT)).toMatchObject({ held: '0' });
    expect(await erp.effects()).toContainEqual(
      expect.objectContaining({ key: 'refused', calls: 1, effects: 0 }),
    );
  });

  it('rate: fails a share with 503 where no status is given', async () => {
    const erp = await sandbox('erp');
    await erp.faults({ rate: 1 });
    expect((await erp.post('/stock-queries', query)).status).toBe(503);
    await erp.faults({ rate: 0 });
    expect((await erp.post('/stock-queries', query)).status).toBe(200);
  });

  it('down: connections are refused, the control stays, and it opens again at the same address', async () => {
    const erp = await sandbox('erp');
    const address = erp.api;
    await erp.faults({ down: true });
    await expect(erp.post('/stock-queries', query)).rejects.toMatchObject({
      cause: { code: 'ECONNREFUSED' },
    });
    expect(await erp.lot(LOT)).toMatchObject({ held: '0' });
    await erp.faults({});
    expect(erp.api).toBe(address);
    expect((await erp.post('/stock-queries', query)).status).toBe(200);
  });

  it('latencyMs: a call hangs until the fault is cleared, and happens then', async () => {
    const erp = await sandbox('erp');
    await erp.faults({ latencyMs: 3_600_000, operations: ['stock-block'] });
    const hanging = blockOne(erp, LOT);
    expect((await erp.post('/stock-queries', query)).status).toBe(200);
    expect(await erp.lot(LOT)).toMatchObject({ held: '0' });
    await erp.faults({});
    expect(await hanging).toMatchObject({ done: true });
    expect(await erp.lot(LOT)).toMatchObject({ held: '1200' });
  });

  it('a call that hangs when the system goes down is never worked on', async () => {
    const erp = await sandbox('erp');
    await erp.faults({ latencyMs: 3_600_000 });
    const hanging = expect(blockOne(erp, LOT)).rejects.toThrow();
    await erp.faults({ down: true });
    await hanging;
    await erp.faults({});
    expect(await erp.lot(LOT)).toMatchObject({ held: '0' });
  });

  it('dropAfterEffect: it is done, the answer is lost, and the key still counts', async () => {
    const erp = await sandbox('erp');
    await erp.faults({ dropAfterEffect: 1 });
    await expect(blockOne(erp, LOT, { key: 'dropped' })).rejects.toThrow('fetch failed');
    expect(await erp.lot(LOT)).toMatchObject({ held: '1200' });
    await erp.faults({});
    expect(await blockOne(erp, LOT, { key: 'dropped' })).toMatchObject({
      done: true,
      statusBefore: 'unrestricted',
    });
    expect(await erp.effects()).toContainEqual(
      expect.objectContaining({ key: 'dropped', calls: 2, effects: 1 }),
    );
  });

  it('lie: answered as if done, neither done nor remembered', async () => {
    const erp = await sandbox('erp');
    await erp.faults({ lie: 1 });
    expect(await blockOne(erp, LOT, { key: 'lied' })).toMatchObject({
      done: true,
      statusBefore: 'unrestricted',
    });
    expect(await erp.lot(LOT)).toMatchObject({ held: '0' });
    await erp.faults({});
    expect(await blockOne(erp, LOT, { key: 'lied' })).toMatchObject({ done: true });
    expect(await erp.lot(LOT)).toMatchObject({ held: '1200' });
    expect(await erp.effects()).toContainEqual(
      expect.objectContaining({ key: 'lied', calls: 2, effects: 1 }),
    );
  });

  it('operations: the others are left alone; an unknown field is refused', async () => {
    const erp = await sandbox('erp');
    await erp.faults({ status: 500, operations: ['stock-query'] });
    expect((await erp.post('/stock-queries', query)).status).toBe(500);
    expect(await blockOne(erp, LOT)).toMatchObject({ done: true });
    await expect(erp.faults({ speed: 1 })).rejects.toThrow('400');
  });
});
