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
  reaches,
  release as releaseChange,
} from '../promises/e/change';
import { eventually } from '../support/eventually';
import { stack as sharedStack, type TestStack } from '../support/stack';
import { atScreen } from './floor';
import { pauseReconciliation } from './reconciliation';
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

/** Runs until one has read every system; each waits seconds for one that does not answer. */
const TRIES = 20;

/** What is at a plant is read back; the demo enterprise as it is, with people at its screens. */
describe('reconciliation', () => {
  let stack: TestStack;
  let connection: Connection;
  let client: Client;
  let goOn = () => Promise.resolve();
  beforeAll(async () => {
    stack = await sharedStack();
    connection = await Connection.connect({ address: stack.description().temporal });
    const dataConverter = dataConverterOf(payloadKeysIn(stack.data));
    client = new Client({ connection, namespace: NAMESPACE, dataConverter });
  });
  // A plant's schedule does the same every five minutes.
  beforeAll(async () => {
    goOn = await pauseReconciliation(stack);
  });
  afterEach(() => clearFaults(stack));
  afterAll(async () => {
    await goOn();
    await connection.close();
  });

  const begin = (): Promise<WorkflowHandle<() => Promise<Reconciliation>>> =>
    client.workflow.start('reconcile', {
      workflowId: `${reconciliationOf('lyon')}-${randomUUID()}`,
      taskQueue: SAGA_QUEUE,
      args: ['lyon'],
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
  /** Until every system was read: one that a busy machine keeps from answering is left for the next time. @param away may be left */
  async function reconcile(...away: readonly string[]): Promise<Reconciliation> {
    const drifted: string[] = [];
    for (let tries = TRIES; ; tries--) {
      const found = await (await begin()).result();
      drifted.push(...found.drifted);
      const isWhole = found.skipped.every(({ system }) => away.includes(system));
      if (isWhole || tries === 1) return { ...found, drifted };
    }
  }

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
    const counted = await eventually(async () => {
      const count = await countOf('erp');
      return !Number.isNaN(count) && count;
    });
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
    // A scrape shows the count that it had where the ledger is not quick enough for it.
    await eventually(async () => (await countOf('erp')) === counted + 1);
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
    // A run that a busy machine keeps from reading the ERP leaves it for the next one.
    await eventually(
      async () => {
        if ((await schedule.describe()).info.runningActions.length === 0) await schedule.trigger();
        return (await heldIn(stack, 'erp', lot)) === '100';
      },
      { every: 1_000 },
    );
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
    const { read, drifted, skipped } = await reconcile('erp');
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
    // A slow machine may have had a system out of patience on the way.
    const verified = (await exceptionsOf(stack, change, 'closed')).filter(
      ({ step }) => step === 'verify item',
    );
    expect(verified).toMatchObject([{ resolution: { action: 'healed' } }]);
    const { status, generation } = itemTarget(await getChange(stack, id), 'erp');
    expect({ status, generation }).toEqual({
      status: 'observed',
      generation: itemTarget(change, 'erp').generation,
    });
    await expectAgreement(stack, id);
  });
});
