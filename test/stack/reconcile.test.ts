import { randomUUID } from 'node:crypto';
import { Client, Connection, ScheduleOverlapPolicy, type WorkflowHandle } from '@temporalio/client';
import type { Hold } from '../../contracts/hold';
import type { Reconciliation } from '../../contracts/reconciliation';
import { dataConverterOf } from '../../temporal/data-converter';
import { SAGA_QUEUE } from '../../temporal/names';
import { reconciliationOf } from '../../temporal/schedules';
import { NAMESPACE, payloadKeysIn } from '../../tools/stack/interlock';
import {
  engineer,
  exceptionsOf,
  expectAgreement,
  getChange,
  itemIn,
  itemTarget,
  PLANTS,
  reaches,
  release as releaseChange,
} from '../promises/e/change';
import { eventually } from '../support/eventually';
import { stack as sharedStack, type TestStack } from '../support/stack';
import { atScreen } from './floor';
import {
  askedOf,
  clearFaults,
  CONTAINING,
  freshLot,
  gate,
  getHold,
  heldIn,
  place,
  reached,
  release,
  targetIn,
} from './material';

/** What is at a plant is read back; the demo enterprise as it is, with people at its screens. */
describe('reconciliation', () => {
  let stack: TestStack;
  let connection: Connection;
  let client: Client;
  beforeAll(async () => {
    stack = await sharedStack();
    connection = await Connection.connect({ address: stack.description().temporal });
    const dataConverter = dataConverterOf(payloadKeysIn(stack.data));
    client = new Client({ connection, namespace: NAMESPACE, dataConverter });
  });
  // A plant's schedule does the same every five minutes: what these tests have altered is theirs to find.
  const schedules = () => PLANTS.map((plant) => client.schedule.getHandle(reconciliationOf(plant)));
  beforeAll(() => Promise.all(schedules().map((schedule) => schedule.pause())));
  afterEach(() => clearFaults(stack));
  afterAll(async () => {
    await Promise.all(schedules().map((schedule) => schedule.unpause()));
    await connection.close();
  });

  const begin = (plant = 'lyon'): Promise<WorkflowHandle<() => Promise<Reconciliation>>> =>
    client.workflow.start('reconcile', {
      workflowId: `${reconciliationOf(plant)}-${randomUUID()}`,
      taskQueue: SAGA_QUEUE,
      args: [plant],
    });
  /** One that is reading. */
  async function reading(): Promise<Awaited<ReturnType<typeof begin>>> {
    for (;;) {
      const one = await begin();
      const seen = await eventually(async () => {
        const { status, raw } = await one.describe();
        if (raw.pendingActivities?.some(({ activityType }) => activityType?.name === 'bring'))
          return 'reading';
        return status.name !== 'RUNNING' && 'over';
      });
      if (seen === 'reading') return one;
    }
  }
  const reconcile = async (plant = 'lyon'): Promise<Reconciliation> => (await begin(plant)).result();

  const unblock = async (lot: string): Promise<void> => {
    expect(await atScreen(stack, 'erp', `/stock/${encodeURIComponent(lot)}/manual-unblock`, {})).toBe(200);
    expect(await heldIn(stack, 'erp', lot)).toBe('0');
  };
  const countOf = async (system: string, plant = 'lyon'): Promise<number> => {
    const { body } = await stack.api('nobody').get<string>('/metrics');
    const line = body
      .split('\n')
      .find((one) => one.startsWith(`interlock_drift_total{plant="${plant}",system="${system}"}`));
    return Number(line?.split(' ')[1]);
  };
  const eventsOf = async ({ transaction }: Pick<Hold, 'transaction'>, type: string) =>
    (
      await stack
        .api('auditor')
        .get<{ events: { data: object }[] }>(`/v1/events?transaction=${transaction}&type=${type}`)
    ).body.events;
  const containing = ({ containment, targets }: Hold) => [
    containment,
    targets.filter(({ required }) => required),
  ];
  const heldAgain = (lot: string) => eventually(async () => (await heldIn(stack, 'erp', lot)) === '100');

  it('holds again what somebody unblocked by hand, and reports it', async () => {
    const lot = await freshLot(stack);
    const { id } = await place(stack, [lot]);
    const hold = await reached(stack, id, 'effective');
    const before = targetIn(hold, 'erp').generation;
    const counted = await countOf('erp');
    await unblock(lot);

    expect(await reconcile()).toMatchObject({ plant: 'lyon', drifted: [`erp/lot/${lot}`], skipped: [] });
    await heldAgain(lot);
    const after = await eventually(async () => {
      const now = await getHold(stack, id);
      return now.containment === 'effective' && now;
    });
    expect(targetIn(after, 'erp')).toMatchObject({ status: 'observed', generation: before + 1 });
    expect((await gate(stack, lot)).releasable).toBe(false);
    expect(await eventsOf(hold, 'interlock.drift.found.v1')).toMatchObject([
      {
        data: {
          system: 'erp',
          subject: { kind: 'lot', id: lot },
          desired: { state: 'held' },
          read: { state: 'free', quantity: '0' },
        },
      },
    ]);
    expect(await eventsOf(hold, 'interlock.quality-hold.breached.v1')).toHaveLength(1);
    expect(await countOf('erp')).toBe(counted + 1);
    await stack.kill('api');
    await eventually(async () => (await countOf('erp')) === counted + 1);
  });

  it('does so by itself, on the schedule of the plant', async () => {
    const lot = await freshLot(stack);
    const { id } = await place(stack, [lot]);
    await reached(stack, id, 'effective');
    await unblock(lot);
    const schedule = client.schedule.getHandle(reconciliationOf('lyon'));
    const { spec, policies } = await schedule.describe();
    expect(spec.intervals).toMatchObject([{ every: 300_000 }]);
    expect(policies).toMatchObject({ overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: 60_000 });
    await schedule.trigger();
    await heldAgain(lot);
  });

  it('changes nothing where nothing drifted', async () => {
    const lot = await freshLot(stack);
    const { id } = await place(stack, [lot]);
    const before = await reached(stack, id, 'effective');
    const asked = () => Promise.all(CONTAINING.map((system) => askedOf(stack, system, lot)));
    const askedBefore = await asked();
    const { read, drifted } = await reconcile();
    expect(read).toBeGreaterThanOrEqual(CONTAINING.length);
    expect(drifted).toEqual([]);
    expect(containing(await getHold(stack, id))).toEqual(containing(before));
    expect(await asked()).toEqual(askedBefore);
  });

  it('disturbs no hold that is placed, and no lot that is released, while a system answers slowly', async () => {
    const [released, held] = [await freshLot(stack), await freshLot(stack)];
    const { id: first } = await place(stack, [released]);
    await reached(stack, first, 'effective');
    await stack.control('erp').faults({ latencyMs: 1_500, operations: ['stock-query'] });
    const slow = await reading();
    const { id: second } = await place(stack, [held]);
    await release(stack, first, released);
    const { drifted } = await slow.result();
    expect(drifted).toEqual([]);
    await clearFaults(stack);
    expect(targetIn(await reached(stack, second, 'effective'), 'erp')).toMatchObject({ generation: 1 });
    expect(targetIn(await reached(stack, first, 'closed'), 'erp')).toMatchObject({ generation: 2 });
    expect(await heldIn(stack, 'erp', released)).toBe('0');
    expect(await heldIn(stack, 'erp', held)).toBe('100');
  });

  it('leaves a system that cannot be read for the next time, and names it', async () => {
    const lot = await freshLot(stack);
    const { id } = await place(stack, [lot]);
    const before = await reached(stack, id, 'effective');
    await stack.control('erp').faults({ down: true });
    const { read, drifted, skipped } = await reconcile();
    expect(skipped).toEqual([{ system: 'erp', why: expect.stringContaining('erp') }]);
    expect(read).toBeGreaterThanOrEqual(CONTAINING.length - 1);
    expect(drifted).toEqual([]);
    expect(containing(await getHold(stack, id))).toEqual(containing(before));
  });

  it('shows a person a revision that was switched by hand, and heals when it is switched back', async () => {
    const { id: number, items } = await engineer(stack, ['PLATE-7']);
    const { item, from, to } = items[0]!;
    const { id } = await releaseChange(stack, { id: number });
    const change = await reaches(stack, id, 'active');
    const switchTo = async (revision: string) =>
      expect(await atScreen(stack, 'erp', `/materials/${item}/lyon/manual-switch`, { revision })).toBe(200);
    expect((await reconcile()).drifted).toEqual([]);

    await switchTo(from);
    expect((await reconcile()).drifted).toEqual([`erp/item/${item}@lyon`]);
    expect(await exceptionsOf(stack, change)).toMatchObject([
      {
        plant: 'lyon',
        system: 'erp',
        step: 'verify item',
        subject: { kind: 'item', id: `${item}@lyon` },
        reason: { code: 'drifted' },
      },
    ]);
    expect(itemTarget(await getChange(stack, id), 'erp').status).toBe('drifted');
    // Nothing is switched back by itself, and nobody is told twice.
    expect((await reconcile()).drifted).toEqual([]);
    expect((await itemIn(stack, item)).erp).toMatchObject({ active: from });
    expect(await exceptionsOf(stack, change)).toHaveLength(1);

    await switchTo(to);
    await reconcile();
    expect(await exceptionsOf(stack, change)).toEqual([]);
    expect(await exceptionsOf(stack, change, 'closed')).toMatchObject([{ resolution: { action: 'healed' } }]);
    const { status, generation } = itemTarget(await getChange(stack, id), 'erp');
    expect({ status, generation }).toEqual({
      status: 'observed',
      generation: itemTarget(change, 'erp').generation,
    });
    await expectAgreement(stack, id);
  });
});
