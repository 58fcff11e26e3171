import { acceptance } from '../../../domain/acceptance';
import { completeness } from '../../../domain/completeness';
import { sandbox } from '../../sandbox/start';
import { adapterOf, bring, context, item, revisionOf } from './ask';

const QUESTION = { plant: 'lyon', items: ['PIN-10', 'GASKET-1'] };
const none = { staged: null, stagedBy: null, blocked: null, openLots: [], nextSerial: null };

describe('the PLM gives a change', () => {
  const units = () => null;

  it.each(['ECO-1042', 'ECO-1043'])('%s: complete, approved and decided', async (id) => {
    const plm = adapterOf('plm', await sandbox('plm'));
    const pack = (await plm.package!(id, context))!;
    expect(pack).toMatchObject({
      id,
      approved: true,
      classes: { inStock: 'sort', inProgress: 'finish-on-old', onOrder: 'use-up' },
      effectivity: { kind: 'immediate' },
      items: [{ from: 'B', to: 'C', latest: 'C', unit: 'EA' }],
    });
    expect(completeness(pack, 'plm', units)).toEqual([]);
  });

  it('ECO-1044: wrong in exactly five ways', async () => {
    const plm = adapterOf('plm', await sandbox('plm'));
    const pack = (await plm.package!('ECO-1044', context))!;
    expect(completeness(pack, 'plm', units).map(({ code, subject }) => [code, subject])).toEqual([
      ['component-not-released', 'BRACKET-100 rev C, BOM line PIN-10'],
      ['unit-not-convertible', 'BRACKET-100 rev C, BOM line ADH-1'],
      ['document-mismatch', 'BRACKET-100 rev C, operation 20, document WI-BRACKET-100-20-C'],
      ['instruction-missing', 'BRACKET-100 rev C, operation 30'],
      ['limits-missing', 'BRACKET-100 rev C, characteristic torque-2'],
    ]);
  });

  it('none of that number is null; an approval that was withdrawn shows', async () => {
    const system = await sandbox('plm');
    const plm = adapterOf('plm', system);
    expect(await plm.package!('ECO-1', context)).toBeNull();
    await system.post('/changes/ECO-1042/withdrawal', {});
    expect(await plm.package!('ECO-1042', context)).toMatchObject({ approved: false });
    await system.faults({ status: 404 });
    await expect(plm.package!('ECO-1', context)).rejects.toMatchObject({ failure: 'misconfigured' });
  });
});

it('the ERP: revisions, closed periods, and what is open', async () => {
  const [erp, plm] = await Promise.all([sandbox('erp'), sandbox('plm')]);
  const adapter = adapterOf('erp', erp);
  await bring(adapter.effects.item!, item(await revisionOf(adapterOf('plm', plm), 'ECO-1042'), 'staged'));
  await erp.post('/period-blocks', { item: 'PIN-10', plant: 'lyon', reason: 'stocktaking' });
  const assessment = await adapter.assess!(
    { plant: 'lyon', items: ['PIN-10', 'GASKET-1', 'PLATE-7'] },
    context,
  );
  expect(assessment).toMatchObject({
    system: 'erp',
    workCentres: null,
    gauges: null,
    items: [
      {
        ...none,
        item: 'PIN-10',
        known: true,
        active: 'B',
        staged: 'C',
        stagedBy: 'ECO-1042',
        blocked: 'stocktaking',
      },
      { ...none, item: 'GASKET-1', known: false, active: null },
      { ...none, item: 'PLATE-7', known: true, active: 'B' },
    ],
    readings: [],
    plans: [],
  });
  const brief = assessment.objects.map((one) =>
    [one.object, one.id, one.revision, one.quantity, one.unit, one.made].join(' ').trim(),
  );
  expect(brief).toEqual([
    'order PO-7001 B 3600 EA 2470',
    'purchase PU-4002 B 400 EA',
    'stock PIN-10:L-0401 B 300 EA',
    'stock PIN-10:L-0412 B 1200 EA',
    'stock PIN-10:L-0415 B 1200 EA',
    'stock PIN-10:L-0416 B 1200 EA',
    'stock PIN-10:L-0417 B 70 EA',
    'stock PLATE-7:L-0301 B 100 EA',
    'stock PLATE-7:L-0302 B 400 EA',
  ]);
});

it('the MES: revisions, work centres, lots in the making, the next serial', async () => {
  const mes = await sandbox('mes');
  const adapter = adapterOf('mes', mes);
  await mes.post('/open-lots', { lot: 'PIN-10:L-0418', order: 'PO-7001' });
  expect(await adapter.assess!({ plant: 'lyon', items: ['PIN-10', 'BRACKET-100'] }, context)).toEqual({
    system: 'mes',
    items: [
      { ...none, item: 'PIN-10', known: true, active: 'B', openLots: ['PIN-10:L-0418'] },
      { ...none, item: 'BRACKET-100', known: true, active: 'B', nextSerial: 'BRACKET-100:SN-1001' },
    ],
    workCentres: ['CNC-2', 'PRESS-1', 'ASM-1'],
    gauges: null,
    objects: [],
    readings: [],
    plans: [],
  });
});

it('the QMS: plans in force, gauges fit for use, what was measured last', async () => {
  const qms = await sandbox('qms');
  const assessment = await adapterOf('qms', qms).assess!(QUESTION, context);
  expect(assessment).toMatchObject({
    items: [
      { item: 'PIN-10', known: true, active: 'B' },
      { item: 'GASKET-1', known: false },
    ],
    gauges: ['G-12', 'G-21', 'G-22', 'G-31'],
    plans: [{ item: 'PIN-10', revision: 'B', plan: { id: 'IP-PIN-10', version: 'B' } }],
  });
  expect(assessment.readings).toHaveLength(70 * 6);
  expect(assessment.readings).toContainEqual({
    item: 'PIN-10',
    lot: 'PIN-10:L-0417',
    piece: '66',
    characteristic: 'diameter-2',
    value: '9.89',
    unit: 'MMT',
  });
});

it.each(['ECO-1042', 'ECO-1043', 'ECO-1044'])('%s: ERP, MES and QMS have nothing against it', async (id) => {
  const pack = (await adapterOf('plm', await sandbox('plm')).package!(id, context))!;
  const items = pack.items.map(({ item: name }) => name);
  const assessed = await Promise.all(
    (['erp', 'mes', 'qms'] as const).map(async (role) => {
      const adapter = adapterOf(role, await sandbox(role));
      return { ...(await adapter.assess!({ plant: 'lyon', items }, context)), roles: [role] };
    }),
  );
  expect(acceptance(pack, 'lyon', assessed)).toEqual([]);
});
