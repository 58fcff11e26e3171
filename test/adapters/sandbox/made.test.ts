import { SCOPE_MEANS } from '../../../config/scope-means';
import { PRODUCTS, System, type SystemRole } from '../../../contracts/topology';
import { createAdapter } from '../../../adapters/registry';
import { sandbox } from '../../sandbox/start';
import { adapterOf, context } from './ask';

const NOTHING = { orders: [], workCentres: [], serials: [] };

it('the MES names lots by order, by work centre in a window, and by serial', async () => {
  const system = await sandbox('mes');
  const mes = adapterOf('mes', system);
  const hour = (ago: number) => new Date(Date.now() - ago * 3_600_000).toISOString();
  await system.post('/orders/PO-7002/start', {});
  await system.post('/open-lots', { lot: 'BRACKET-100:L-0104', order: 'PO-7002' });
  await system.post('/serials', { item: 'BRACKET-100', lot: 'BRACKET-100:L-0104' });
  const order = { kind: 'order', id: 'PO-7001' };
  expect(await mes.made!({ ...NOTHING, orders: ['PO-7001', 'PO-1'] }, context)).toEqual(
    ['PIN-10:L-0415', 'PIN-10:L-0416', 'PIN-10:L-0417'].map((lot) => ({ lot, of: order })),
  );
  const centre = { kind: 'work-centre', id: 'CNC-2' };
  const window = (to: string | null) => [{ id: 'CNC-2', from: hour(3), to }];
  expect(await mes.made!({ ...NOTHING, workCentres: window(hour(1.5)) }, context)).toEqual([
    { lot: 'PIN-10:L-0416', of: centre },
  ]);
  expect(await mes.made!({ ...NOTHING, workCentres: window(null) }, context)).toEqual([
    { lot: 'PIN-10:L-0416', of: centre },
    { lot: 'PIN-10:L-0417', of: centre },
  ]);
  const serials = ['BRACKET-100:SN-1', 'BRACKET-100:SN-1001'];
  expect(await mes.made!({ ...NOTHING, serials }, context)).toEqual([
    { lot: 'BRACKET-100:L-0104', of: { kind: 'serial', id: 'BRACKET-100:SN-1001' } },
  ]);
});

it.each(PRODUCTS)('%s does for scopes what config/scope-means says of it, and no more', (product) => {
  const [role] = product.split('-').slice(-1) as [SystemRole];
  const adapter = createAdapter(
    role,
    System.parse({
      roles: [role],
      scope: { plant: 'lyon' },
      product,
      address: 'http://127.0.0.1:1',
      options: { database: role, plant: 'lyon' },
    }),
    'login:password',
  );
  const { enforces = [], names = [] } = SCOPE_MEANS[product] ?? {};
  expect(adapter.capabilities.scopes).toEqual(expect.arrayContaining([...enforces]));
  expect(Boolean(adapter.effects.order)).toBe(enforces.length > 0);
  expect('made' in adapter).toBe(names.length > 0);
});
