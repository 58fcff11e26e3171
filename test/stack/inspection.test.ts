import { randomUUID } from 'node:crypto';
import type { Inspection, JudgedInspection } from '../../contracts/inspection';
import { eventually } from '../support/eventually';
import { stack as sharedStack, type TestStack } from '../support/stack';
import { atScreen, onScreen } from './floor';
import { freshLot, gate, persist, reached, release } from './material';

const OPERATION = '10';
const MES = 'mes-lyon';
const inspector = { id: 'u-7', name: 'Inès Roux' };

/** The real saga on the systems of the demo enterprise. */
describe('an inspection', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await sharedStack();
  });

  /** An order on the shop floor of Lyon, and a lot of it that has reached a checkpoint. */
  async function atCheckpoint(): Promise<{ lot: string; order: string }> {
    const lot = await freshLot(stack, '3');
    const order = `PO-T-${randomUUID().slice(0, 8)}`;
    expect(await atScreen(stack, MES, '/orders', { id: order, item: 'PIN-10', quantity: '3' })).toBe(200);
    return { lot, order };
  }
  const reach = ({ lot, order }: { lot: string; order: string }) =>
    atScreen(stack, MES, `/orders/${order}/checkpoints`, { operation: OPERATION, checkpoint: 'CP-1', lot });
  /** Whether the shop floor may complete the operation. */
  const goesOn = async (order: string) =>
    (await atScreen(stack, MES, `/orders/${order}/operations/${OPERATION}/completion`, {})) === 200;
  const inspectionOf = (lot: string, isThere: (inspection: Inspection) => boolean): Promise<Inspection> =>
    eventually(async () => {
      const { body } = await stack
        .api('auditor')
        .get<{ items: Inspection[] }>(`/v1/inspections?lot=${encodeURIComponent(lot)}`);
      return body.items.find(isThere);
    });
  const readings = ({ characteristics }: Inspection, value: string) =>
    ['1', '2', '3'].flatMap((piece) =>
      characteristics.map(({ characteristic, unit }) => ({
        piece,
        characteristic,
        value,
        unit,
        gauge: 'G-12',
      })),
    );
  const sampling = { lotSize: 3, sampleSize: 3, accept: 0, reject: 1 };

  it('fails in the QMS: the lot is held everywhere, and its operation waits until that is disposed of', async () => {
    const { lot, order } = await atCheckpoint();
    expect(await reach({ lot, order })).toBe(200);
    expect(await goesOn(order)).toBe(false);
    const opened = await inspectionOf(lot, ({ state }) => state === 'open');
    const { lot: inspected } = await onScreen<{ lot: string }>(
      stack,
      'qms',
      `/inspection-lots/${opened.inspection!.id}/results`,
      { sampling, readings: readings(opened, '9.5'), measuredBy: inspector },
    );
    expect(inspected).toBe(lot);
    const { hold } = await inspectionOf(lot, ({ state }) => state === 'failed');
    expect((await gate(stack, lot)).releasable).toBe(false);
    const effective = await reached(stack, hold!.id, 'effective');
    expect(effective.reason.text).toContain('9.5 MMT');
    // The QMS has raised the nonconformance that the failure asked for.
    await eventually(
      async () =>
        (await stack.api('auditor').get<typeof effective>(`/v1/quality-holds/${hold!.id}`)).body
          .nonconformance,
    );
    expect(await goesOn(order)).toBe(false);
    await release(stack, hold!.id, lot, '3');
    await reached(stack, hold!.id, 'closed');
    await eventually(() => goesOn(order));
  });

  it('passes, and the operation goes on, though the worker is killed in between', async () => {
    const { lot, order } = await atCheckpoint();
    const body = { plant: 'lyon', lot, order, operation: OPERATION, checkpoint: 'CP-1' };
    const { id } = await persist((key) =>
      stack.api('quality').post<Inspection>('/v1/inspections', body, { 'idempotency-key': key }),
    );
    await eventually(async () => !(await goesOn(order)));
    await stack.kill('worker-enterprise');
    const opened = await inspectionOf(lot, ({ state }) => state === 'open');
    expect(opened.id).toBe(id);
    const result = {
      inspection: opened.inspection,
      plant: 'lyon',
      lot,
      revision: opened.revision,
      plan: { id: opened.plan!.id, version: opened.plan!.version },
      order,
      sampling,
      readings: readings(opened, '10.01'),
      verdict: 'pass',
      measuredBy: inspector,
      measuredAt: '2026-11-03T06:40:00Z',
    };
    const judged = await persist((key) =>
      stack
        .api('quality')
        .post<JudgedInspection>('/v1/inspection-results', result, { 'idempotency-key': key }),
    );
    expect(judged).toMatchObject({ state: 'passed', hold: null });
    const finished = await eventually(async () => {
      const { body: now } = await stack
        .api('auditor')
        .get<Inspection>(`/v1/inspections/${id}?until=finished`, { prefer: 'wait=30' });
      return now.targets.every(({ status }) => status === 'observed') && now;
    });
    expect(finished.targets.map(({ desired, subject }) => `${desired.state} ${subject.kind}`).sort()).toEqual(
      ['free checkpoint', 'posted inspection', 'posted inspection-result'],
    );
    expect(await goesOn(order)).toBe(true);
    const effects = (await stack.control('qms').effects()).filter(({ subject }) => subject.startsWith(id));
    expect(effects.map(({ operation, effects: done }) => `${operation} ${done}`).sort()).toEqual([
      'inspection-lot 1',
      'inspection-report 1',
    ]);
  });
});
