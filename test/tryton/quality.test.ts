import type { Ask, MesPort, QmsPort } from '../../adapters/port';
import { bring, context, dispositionAsk, instances, lotAsk, type TrytonInstances } from './instances';
import { failInspection } from './inspection';

const LOT = 'PIN-10:L-0417';
let tryton: TrytonInstances;
let qms: QmsPort;

beforeAll(async () => {
  tryton = await instances();
  qms = tryton.adapter<QmsPort>('qms');
});

const about = (ask: Ask, nonconformance: string | null, hold: string): Ask => ({
  ...ask,
  subject: { kind: 'nonconformance', id: hold },
  desired: { state: 'posted', quantity: null },
  detail: {
    ...ask.detail,
    hold,
    nonconformance: nonconformance === null ? null : { system: 'qms', id: nonconformance },
  },
});

test('the alert that the QMS raised is told which hold it caused', async () => {
  const alert = await failInspection(tryton.as('quality', 'qms'));
  const seen = await bring(qms.effects.nonconformance, about(lotAsk(LOT, 'held'), alert.number, 'QH-1'));
  expect(seen).toMatchObject({ state: 'posted', evidence: alert.number });
});

test('for a hold that a person placed an alert is raised, once', async () => {
  const ask = about(lotAsk(LOT, 'held'), null, 'QH-2');
  const first = await bring(qms.effects.nonconformance, ask);
  const second = await bring(qms.effects.nonconformance, ask);
  expect(first).toMatchObject({ state: 'posted' });
  expect(second.evidence).toBe(first.evidence);
});

test('a nonconformance that the QMS does not have is refused', async () => {
  const [answer] = await qms.effects.nonconformance.ask(
    [about(lotAsk(LOT, 'held'), '99999', 'QH-3')],
    context(),
  );
  expect(answer).toMatchObject({ outcome: 'rejected', code: 'tryton-missing' });
});

test('the lot carries a notice while it is held', async () => {
  expect(await bring(qms.effects.lot, lotAsk(LOT, 'held'))).toMatchObject({ state: 'held' });
  expect(await bring(qms.effects.lot, lotAsk(LOT, 'free'))).toMatchObject({
    state: 'free',
    evidence: 'no note',
  });
});

test('what became of a decision is noted on the alert', async () => {
  const alert = await failInspection(tryton.as('quality', 'qms'));
  const ask = dispositionAsk(LOT, 'DP-1', 'scrap', '1');
  const told = { ...ask, detail: { ...ask.detail, nonconformance: { system: 'qms', id: alert.number } } };
  expect(await bring(qms.effects.disposition, told)).toMatchObject({
    state: 'posted',
    evidence: 'scrap 1 EA of PIN-10:L-0417',
  });
});

test('the MES holds the orders that reserve the lot, in its own database', async () => {
  const mes = tryton.adapter<MesPort>('mes');
  const floor = tryton.as('floor', 'mes');
  const seen = await bring(mes.effects.lot, lotAsk(LOT, 'held'));
  expect(seen).toMatchObject({ state: 'held', quantity: '70' });
  const [order] = await floor.find<{ id: number }>('production', [['reference', '=', 'PO-7002']], ['state']);
  await expect(floor.press('production', 'run', [order!.id])).rejects.toThrow(
    /alerts from failed inspections/,
  );
  expect(await bring(mes.effects.lot, lotAsk(LOT, 'free'))).toMatchObject({ state: 'free' });
  await floor.press('production', 'run', [order!.id]);
});
