import type { Hold } from '../../contracts/hold';
import type { Releasability } from '../../contracts/material';
import { loginOf } from '../../tools/tryton/seed/users';
import { openSession } from '../../tools/tryton/session';
import { eventually } from '../support/eventually';
import { startStack, type TestStack } from '../support/stack';
import { decideInTryton, failInspection, type FailedInspection } from './inspection';

const LOT = 'PIN-10:L-0417';
const INSTANCES = { erp: 'erp', mes: 'mes-lyon', qms: 'qms' } as const;

let stack: TestStack;
let alert: FailedInspection;
let hold: string;

beforeAll(async () => {
  stack = await startStack('--profile', 'tryton');
  await eventually(async () => (await get<{ known?: boolean }>(`/v1/lots/${LOT}`)).known);
});
afterAll(() => stack?.stop());

const get = async <T>(path: string) => (await stack.api('quality').get<T>(path)).body;
const seen = () => get<Hold>(`/v1/quality-holds/${hold}`);
const as = (user: 'floor' | 'quality', instance: keyof typeof INSTANCES) =>
  openSession(stack.description().systems[INSTANCES[instance]]!, instance, loginOf(user));
const pidOf = (name: string) => stack.description().processes.find((process) => process.name === name)!.pid;
const targetIn = ({ targets }: Hold, system: string) =>
  targets.find((target) => target.system === system && target.subject.kind === 'lot');

test('with the ERP hanging, a failed inspection shuts the gate and holds the lot everywhere else', async () => {
  process.kill(pidOf('erp'), 'SIGSTOP');
  try {
    alert = await failInspection(as('quality', 'qms'));
    const placed = await eventually(async () => {
      const { items } = await get<{ items: Hold[] }>(`/v1/quality-holds?lot=${LOT}&state=open`);
      return items[0];
    });
    hold = placed.id;
    expect(placed.nonconformance).toEqual({ system: 'qms', id: alert.number });
    await eventually(async () => {
      const now = await seen();
      return ['mes-lyon', 'wms'].every((system) => targetIn(now, system)?.status === 'observed');
    });
    expect(targetIn(await seen(), 'erp')?.status).not.toBe('observed');
    const gate = await get<Releasability>(`/v1/lots/${LOT}/releasability?plant=lyon&action=ship`);
    expect(gate).toMatchObject({ releasable: false, blockedBy: [{ hold }] });
  } finally {
    process.kill(pidOf('erp'), 'SIGCONT');
  }
});

test('the ERP follows when it answers again, and each system says so itself', async () => {
  await eventually(async () => (await seen()).containment === 'effective');
  const { targets, residual } = await eventually(async () => {
    const now = await seen();
    return now.residual.length > 0 && now;
  });
  for (const system of ['erp', 'mes-lyon'])
    expect(targets.find((target) => target.system === system)?.note).toMatch(
      /^locked .*33 of 70 in QUAR; orders held: .*PO-7002/,
    );
  expect(residual.map(({ kind, quantity, customer }) => [kind, quantity.value, customer])).toEqual([
    ['picked', '5', 'pyrenees-aviation'],
  ]);
});

test.each(['erp', 'mes'] as const)('the floor cannot consume the lot in the %s', async (instance) => {
  const floor = as('floor', instance);
  const [order] = await floor.find<{ id: number }>('production', [['reference', '=', 'PO-7002']], ['state']);
  await expect(floor.press('production', 'run', [order!.id])).rejects.toThrow(
    /alerts from failed inspections/,
  );
});

test('a decision in the QMS is carried out, though source and ERP are killed meanwhile', async () => {
  const { residual } = await seen();
  for (const { id } of residual)
    await stack.api('quality').post(`/v1/quality-holds/${hold}/residuals/${id}/answer`, {
      action: 'recover',
      reference: '8D-0417',
      text: 'unpacked',
    });
  const quantity = (value: string) => ({ value, unit: 'EA' });
  const decided = { lot: LOT, reason: 'inspected 100 %', reference: 'MRB-77' };
  const dispositions = [
    { ...decided, quantity: quantity('1'), decision: 'scrap' },
    { ...decided, quantity: quantity('69'), decision: 'release' },
  ];
  await decideInTryton(as('quality', 'qms'), alert, JSON.stringify({ dispositions }));
  await Promise.all([stack.kill('tryton-source'), stack.kill('erp')]);

  const closed = await eventually(async () => {
    const now = await seen();
    return now.state === 'closed' && now;
  });
  expect(closed.lots[0]).toMatchObject({ scrapped: '1', released: '69', undecided: '0', pending: '0' });
  expect(closed.dispositions.map(({ state, decidedBy }) => [state, decidedBy.id])).toEqual([
    ['verified', 'quality'],
    ['verified', 'quality'],
  ]);
});

test('one pin is scrapped in ERP and MES, once, and the rest may move again', async () => {
  for (const instance of ['erp', 'mes'] as const) {
    const floor = as('floor', instance);
    const scrapped = await floor.find(
      'stock.move',
      [['to_location.code', '=', 'SCRAP']],
      ['state', 'quantity'],
    );
    expect(scrapped).toEqual([expect.objectContaining({ state: 'done', quantity: 1 })]);
    const [order] = await floor.find<{ id: number }>(
      'production',
      [['reference', '=', 'PO-7002']],
      ['state'],
    );
    await floor.press('production', 'run', [order!.id]);
  }
});
