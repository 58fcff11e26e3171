import type { Decision } from '../../../contracts/disposition';
import type { SystemRole } from '../../../contracts/topology';
import { sandbox } from '../../sandbox/start';
import { adapterOf, bring, context, disposition, nonconformance, revisionOf } from './ask';

const LOT = 'PIN-10:L-0417';
const start = async (role: SystemRole) => {
  const system = await sandbox(role);
  return { system, effect: adapterOf(role, system).effects.disposition! };
};

const CARRIED_OUT: [SystemRole, Decision[]][] = [
  ['erp', ['scrap', 'return-to-supplier', 'regrade']],
  ['mes', ['sort', 'rework', 'repair', 'scrap', 'return-to-supplier', 'regrade']],
  ['wms', ['scrap', 'return-to-supplier', 'regrade']],
  ['qms', ['release', 'sort', 'rework', 'repair', 'use-as-is', 'regrade', 'scrap', 'return-to-supplier']],
];

describe.each(
  CARRIED_OUT.flatMap(([role, decisions]) => decisions.map((decision) => [role, decision] as const)),
)('%s: %s', (role, decision) => {
  it('is posted once and read back; reversed, it is undone, though it never was', async () => {
    const { system, effect } = await start(role);
    const asked = disposition('D-1', decision, LOT, '2');
    const { answer, observation } = await bring(effect, asked);
    expect(answer).toMatchObject({ outcome: 'acknowledged' });
    expect(observation).toMatchObject({
      subject: { kind: 'disposition', id: 'D-1' },
      state: 'posted',
      quantity: '2',
    });
    await bring(effect, asked);
    await bring(effect, disposition('D-1', decision, LOT, '2'));
    const once = await system.lot(LOT);
    const undo = { desired: { state: 'undone', quantity: '2' } } as const;
    expect((await bring(effect, disposition('D-1', decision, LOT, '2', undo))).observation).toMatchObject({
      state: 'undone',
    });
    expect((await bring(effect, disposition('D-2', decision, LOT, '2', undo))).observation).toMatchObject({
      state: 'undone',
    });
    expect(Number(once.quantity)).toBeGreaterThanOrEqual(68);
    expect(await system.lot(LOT)).toMatchObject({ quantity: '70', scrapped: '0' });
  });
});

it('a lie is found by reading back', async () => {
  const { system, effect } = await start('erp');
  await system.faults({ lie: 1 });
  const { answer, observation } = await bring(effect, disposition('D-1', 'scrap', LOT, '1'));
  expect(answer).toMatchObject({ outcome: 'acknowledged' });
  expect(observation).toMatchObject({ state: 'unknown' });
});

it('a sort to another revision is ordered with its plan, and counted by it', async () => {
  const [mes, plm] = await Promise.all([sandbox('mes'), sandbox('plm')]);
  const { package: revision } = await revisionOf(adapterOf('plm', plm), 'ECO-1042');
  const asked = disposition('D-1', 'sort', LOT, '70');
  const sortedTo = { revision: revision.to, plan: revision.plan! };
  const detail = { ...asked.detail, disposition: { ...asked.detail.disposition!, sortedTo } };
  const effect = adapterOf('mes', mes).effects.disposition!;
  expect((await bring(effect, { ...asked, detail })).observation).toMatchObject({ state: 'posted' });
  expect(await mes.state()).toMatchObject({ tasks: { 'D-1': { specification: sortedTo } } });
});

it('what a system has no part in, does not know or has not enough of is refused, each for itself', async () => {
  const { effect } = await start('erp');
  const answers = await effect.ask(
    [
      disposition('D-1', 'sort', LOT, '70'),
      disposition('D-2', 'scrap', 'PIN-10:L-0999', '1'),
      disposition('D-3', 'scrap', LOT, '71'),
      disposition('D-4', 'scrap', LOT, '1'),
    ],
    context,
  );
  expect(answers).toMatchObject([
    { outcome: 'rejected', code: 'NOT_CARRIED_OUT' },
    { outcome: 'rejected', code: 'UNKNOWN_LOT' },
    { outcome: 'rejected', code: 'QUANTITY_EXCEEDED' },
    { outcome: 'acknowledged' },
  ]);
});

it.each(['mes', 'wms'] as const)(
  '%s: pieces of a lot that is not kept there need no booking',
  async (role) => {
    const { effect } = await start(role);
    const { answer, observation } = await bring(effect, disposition('D-1', 'scrap', 'PIN-10:L-0999', '1'));
    expect(answer).toMatchObject({ outcome: 'acknowledged' });
    expect(observation).toMatchObject({
      state: 'posted',
      quantity: '0',
      evidence: expect.stringContaining('not kept here'),
    });
  },
);

describe('the nonconformance of a hold', () => {
  it('is registered in the QMS, or raised there, and read back by its id', async () => {
    const system = await sandbox('qms');
    const effect = adapterOf('qms', system).effects.nonconformance!;
    const given = await bring(effect, nonconformance('QH-1'));
    expect(given).toMatchObject({
      answer: { outcome: 'acknowledged' },
      observation: { state: 'posted', evidence: 'NC-2026-0117' },
    });
    const raised = await bring(effect, nonconformance('QH-2', { nonconformance: null }));
    expect(raised.observation).toMatchObject({
      state: 'posted',
      evidence: expect.stringMatching(/^NC-\d{4}-\d+$/),
    });
    expect(await effect.observe([nonconformance('QH-3')], context)).toMatchObject([{ state: 'unknown' }]);
  });

  it('is a problem report on the item in the PLM', async () => {
    const system = await sandbox('plm');
    const effect = adapterOf('plm', system).effects.nonconformance!;
    const { answer, observation } = await bring(effect, nonconformance('QH-1'));
    expect(answer).toMatchObject({ outcome: 'acknowledged' });
    expect(observation).toMatchObject({ state: 'posted', evidence: expect.stringMatching(/^PR-/) });
    expect((await bring(effect, nonconformance('QH-2', { item: 'GASKET-1' }))).answer).toMatchObject({
      code: 'UNKNOWN_ITEM',
    });
  });
});

it('ERP and WMS tell what is beyond a hold', async () => {
  const [erp, wms] = await Promise.all([sandbox('erp'), sandbox('wms')]);
  const lots = ['BRACKET-100:L-0101', 'BRACKET-100:L-0102', 'PIN-10:L-0412', 'PLATE-7:L-0303'];
  expect(await adapterOf('erp', erp).exposure!(lots, context)).toMatchObject([
    {
      lot: lots[0],
      quantity: '50',
      kind: 'shipped',
      reference: 'SH-8801',
      customer: 'atlantic-aerostructures',
    },
    { lot: lots[1], quantity: '30', kind: 'assigned', reference: 'SH-8802' },
    { lot: lots[2], quantity: '1200', kind: 'in-transit', reference: 'TR-5001', customer: null },
    { lot: lots[3], quantity: '100', kind: 'consumed', reference: 'PO-6921' },
    { lot: lots[3], quantity: '100', kind: 'assigned', reference: 'PO-7101', customer: null },
    { lot: lots[3], quantity: '200', kind: 'assigned', reference: 'PO-7102', customer: null },
  ]);
  expect(await adapterOf('wms', wms).exposure!(lots, context)).toEqual([]);
  for (const step of ['pick', 'stage']) await wms.post(`/shipments/SH-8802/${step}`, {});
  expect(await adapterOf('wms', wms).exposure!(lots, context)).toMatchObject([
    { lot: lots[1], quantity: '30', kind: 'staged' },
  ]);
});
