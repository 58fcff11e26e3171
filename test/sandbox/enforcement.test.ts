import { randomUUID } from 'node:crypto';
import { sandbox, type TestSystem } from './start';
import { blockOne } from './stock-block';

const LOT = 'PIN-10:L-0415';
const BRACKETS = 'BRACKET-100:L-0102';
const fence = () => ({
  key: randomUUID(),
  sequence: 1,
  expiresAt: null,
  reason: 'dimension',
  reference: 'QH-1',
});

describe('held material really stays', () => {
  it('the ERP does not issue blocked stock to an order, and does again when it is free', async () => {
    const erp = await sandbox('erp');
    const issue = () => erp.post('/goods-issues', { order: 'PO-7002', lot: LOT, quantity: '300' });
    await blockOne(erp, LOT);
    expect(await issue()).toMatchObject({ status: 409, body: { error: { code: 'STOCK_BLOCKED' } } });
    await blockOne(erp, LOT, { blockedQuantity: '0', sequence: 2 });
    expect(await issue()).toMatchObject({ status: 200 });
    expect(await erp.lot(LOT)).toMatchObject({ quantity: '900' });
  });

  it('the ERP does not ship a delivery that blocked stock is assigned to', async () => {
    const erp = await sandbox('erp');
    await blockOne(erp, BRACKETS);
    const shipped = await erp.post('/deliveries/SH-8802/goods-issue', {});
    expect(shipped).toMatchObject({ status: 409, body: { error: { code: 'STOCK_BLOCKED' } } });
    expect(await erp.lot(BRACKETS)).toMatchObject({ quantity: '50' });
  });

  it('the ERP does not assign it to a new delivery, nor more than is free', async () => {
    const erp = await sandbox('erp');
    const deliver = (quantity: string) =>
      erp.post('/deliveries', {
        id: randomUUID(),
        plant: 'lyon',
        customer: 'somebody',
        lines: [{ lot: BRACKETS, quantity }],
      });
    expect(await deliver('21')).toMatchObject({ body: { error: { code: 'STOCK_NOT_AVAILABLE' } } });
    expect(await deliver('20')).toMatchObject({ status: 200 });
  });

  it('the MES does not let an order consume a held lot, nor the held part of one', async () => {
    const mes = await sandbox('mes');
    const consume = (quantity: string) => mes.post('/orders/PO-7002/consumptions', { lot: LOT, quantity });
    const hold = (onHold: string | null) =>
      mes.post('/lot-holds', { holds: [{ ...fence(), lot: LOT, onHold, backTo: null }] });
    await hold('1000');
    expect(await consume('201')).toMatchObject({ status: 409, body: { fault: 'LOT_ON_HOLD' } });
    expect(await consume('200')).toMatchObject({ status: 200 });
    await hold(null);
    expect(await consume('1')).toMatchObject({ status: 409, body: { fault: 'LOT_ON_HOLD' } });
  });

  it('the WMS neither picks, stages, loads nor ships a blocked lot', async () => {
    const wms = await sandbox('wms');
    let sequence = 0;
    const set = (blocked: string | null) =>
      wms.post('/allocation-blocks', {
        blocks: [{ ...fence(), sequence: ++sequence, lot: BRACKETS, blocked, conditionAfter: null }],
      });
    for (const step of ['pick', 'stage', 'load', 'ship']) {
      await set(null);
      const refused = await wms.post(`/shipments/SH-8802/${step}`, {});
      expect(refused).toMatchObject({ status: 409, body: { errors: [{ code: 'ALLOCATION_BLOCKED' }] } });
      await set('0');
      expect(await wms.post(`/shipments/SH-8802/${step}`, {})).toMatchObject({ status: 200 });
    }
    expect(await wms.lot(BRACKETS)).toMatchObject({ quantity: '20' });
  });

  it('material that its own status restricts is not issued either', async () => {
    const erp = await sandbox('erp');
    const issue = (lot: string) => erp.post('/goods-issues', { order: 'PO-7002', lot, quantity: '1' });
    expect(await issue('PIN-10:L-0417')).toMatchObject({ body: { error: { code: 'STOCK_BLOCKED' } } });
    await erp.post('/usage-decisions', { lot: 'PIN-10:L-0417', stockStatus: 'unrestricted' });
    expect(await issue('PIN-10:L-0417')).toMatchObject({ status: 200 });
  });
});

describe('what a real system refuses', () => {
  const scrap = (erp: TestSystem, lot: string, quantity: string) =>
    erp.post<{ 'material-documents': { done: boolean; code?: string }[] }>('/material-documents', {
      'material-documents': [
        { ...fence(), reference: randomUUID(), movement: 'scrap', plant: 'lyon', lot, quantity, unit: 'EA' },
      ],
    });

  it('scrap of a lot that it does not know, or of more than is there', async () => {
    const erp = await sandbox('erp');
    const unknown = await scrap(erp, 'PIN-10:L-0999', '1');
    expect(unknown.body['material-documents'][0]).toMatchObject({ done: false, code: 'UNKNOWN_LOT' });
    const more = await scrap(erp, 'PIN-10:L-0417', '71');
    expect(more.body['material-documents'][0]).toMatchObject({ done: false, code: 'QUANTITY_EXCEEDED' });
    expect(await erp.lot('PIN-10:L-0417')).toMatchObject({ quantity: '70', scrapped: '0' });
  });

  it('goods receipt of a material that is not kept, an unknown order, a shipment out of step', async () => {
    const [erp, mes, wms] = await Promise.all([sandbox('erp'), sandbox('mes'), sandbox('wms')]);
    const receipt = {
      lot: 'GASKET-1:1',
      plant: 'lyon',
      quantity: { value: '5', unit: 'EA' },
      status: 'unrestricted',
      supplier: 'x',
      supplierLot: 'y',
    };
    expect(await erp.post('/goods-receipts', receipt)).toMatchObject({
      body: { error: { code: 'UNKNOWN_MATERIAL' } },
    });
    expect(await mes.post('/orders/PO-1/consumptions', { lot: LOT, quantity: '1' })).toMatchObject({
      body: { fault: 'UNKNOWN_ORDER' },
    });
    expect(await wms.post('/shipments/SH-8802/load', {})).toMatchObject({
      body: { errors: [{ code: 'WRONG_STEP' }] },
    });
  });
});
