import { INBOUND, type InboundType } from '../../contracts/inbound';
import { inbox } from './inbox';
import { sandbox } from './start';

const LOT = 'PIN-10:L-0415';
const ea = (value: string) => ({ value, unit: 'EA' });

/** A system, and what it announces of a type, in the contract's words. */
async function listening(kind: 'erp' | 'mes') {
  const { inbox: interlock, webhook } = await inbox();
  const system = await sandbox(kind, webhook);
  const told = async (type: InboundType, count = 1): Promise<unknown[]> => {
    const found = () => interlock.events.filter((event) => event.type === type);
    while (found().length < count) await interlock.next();
    return found().map(({ data }) => INBOUND[type].parse(data));
  };
  return { system, told };
}

it('an order’s consumption that is taken back is announced as the fact that it was', async () => {
  const { system: mes, told } = await listening('mes');
  const used = await mes.post<{ id: string; at: string }>('/orders/PO-7002/consumptions', {
    lot: LOT,
    quantity: '10',
  });
  expect((await mes.lot(LOT)).quantity).toBe('1190');
  expect((await mes.post(`/consumptions/${used.body.id}/reversal`, {})).status).toBe(200);
  expect((await mes.lot(LOT)).quantity).toBe('1200');
  expect((await mes.post(`/consumptions/${used.body.id}/reversal`, {})).status).toBe(409);
  expect(await told('mes.material.reversed.v1')).toMatchObject([
    {
      order: 'PO-7002',
      occurredAt: used.body.at,
      consumed: [{ lot: LOT, quantity: ea('10') }],
      produced: [],
    },
  ]);
});

it('a lot is split and put together again, and pieces are thrown away', async () => {
  const { system: mes, told } = await listening('mes');
  const [first, second] = [`${LOT}-1`, `${LOT}-2`];
  const into = [first, second].map((lot) => ({ lot, quantity: '100' }));
  await mes.post('/lot-splits', { lot: LOT, into });
  await mes.post('/lot-merges', { lots: [first, second], into: `${LOT}-3` });
  await mes.post('/scrap-declarations', { lot: `${LOT}-3`, quantity: '1', reason: 'burr' });
  expect((await mes.lot(`${LOT}-3`)).quantity).toBe('199');
  expect(await told('mes.lot.split.v1')).toMatchObject([
    { from: [{ lot: LOT, quantity: ea('200') }], to: [{ lot: first }, { lot: second }] },
  ]);
  expect(await told('mes.lot.merged.v1')).toMatchObject([
    { from: [{ lot: first }, { lot: second }], to: [{ lot: `${LOT}-3`, quantity: ea('200') }] },
  ]);
  expect(await told('mes.scrap.declared.v1')).toMatchObject([{ lot: `${LOT}-3`, quantity: ea('1') }]);
});

it('a transfer is announced at both ends, and a goods issue that is taken back', async () => {
  const { system: erp, told } = await listening('erp');
  await erp.post('/transfers', { id: 'TR-9', lot: LOT, to: 'monterrey' });
  await erp.post('/transfers/TR-9/receipt', {});
  expect(await told('erp.transfer.received.v1')).toMatchObject([
    {
      transfer: 'TR-9',
      lot: LOT,
      from: 'lyon',
      to: 'monterrey',
      quantity: ea('1200'),
      location: 'MONTERREY-STORE',
    },
  ]);
  const back = await erp.post('/deliveries/SH-8801/goods-issue-reversal', {});
  expect(back).toMatchObject({ status: 200, body: { state: 'in preparation' } });
  expect(await told('erp.shipment.reversed.v1')).toMatchObject([{ shipment: 'SH-8801' }]);
});
