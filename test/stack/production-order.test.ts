import { randomUUID } from 'node:crypto';
import { ProductionOrder, type OrderState } from '../../contracts/production-order';
import { eventually } from '../support/eventually';
import { startStack, type TestStack } from '../support/stack';
import { atScreen, onScreen } from './floor';
import { killed } from './freeze';
import { askedOf, clearFaults, freshLot, place, reached, release, taken } from './material';

/** Until the fault is cleared. */
const HANGS = { latencyMs: 3_600_000 };

interface Planned {
  readonly state: string;
  readonly made: string;
  readonly scrapped: string;
  readonly confirmations: readonly { reference: string; good: string; scrapped: string }[];
}

describe('production orders on a running stack', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterEach(() => clearFaults(stack));
  afterAll(() => stack.stop());

  /** A planner releases an order in the ERP, which announces it. */
  async function planned(reservations: readonly { lot: string; quantity: string }[] = []): Promise<string> {
    const id = `PO-T-${randomUUID().slice(0, 8)}`;
    const order = { id, plant: 'lyon', item: 'BRACKET-100', quantity: '20', reservations };
    expect(await atScreen(stack, 'erp', '/production-orders', order)).toBe(200);
    return id;
  }
  /** As the contract has it. */
  const dispatchOf = async (order: string): Promise<ProductionOrder | undefined> => {
    const { items } = taken(
      200,
      await stack.api('auditor').get<{ items: unknown[] }>(`/v1/production-orders?order=${order}`),
    );
    return items.map((item) => ProductionOrder.parse(item))[0];
  };
  const comesTo = (order: string, state: OrderState): Promise<ProductionOrder> =>
    eventually(async () => {
      const found = await dispatchOf(order);
      return found?.state === state ? found : null;
    });
  const onFloor = async (path: string, order: string, body: object = {}) =>
    expect(await atScreen(stack, 'mes-lyon', `/orders/${order}/${path}`, body)).toBe(200);
  const inErp = async (order: string): Promise<Planned> =>
    (
      await onScreen<{ productionOrders: Planned[] }>(stack, 'erp', '/production-order-queries', {
        orders: [order],
      })
    ).productionOrders[0]!;
  const effects = async (system: string, order: string, operation: string) =>
    (await askedOf(stack, system, order))
      .filter((asked) => asked.operation === operation)
      .reduce((sum, asked) => sum + asked.effects, 0);

  it('waits for a lot on hold, goes to the shop floor when it is free, and what is made comes back to the ERP', async () => {
    const lot = await freshLot(stack);
    const hold = await place(stack, [lot]);
    const order = await planned([{ lot, quantity: '100' }]);
    expect(await comesTo(order, 'waiting')).toMatchObject({
      waitsFor: expect.stringContaining(hold.id),
      blockedBy: [{ hold: hold.id, lot }],
    });
    expect((await stack.control('mes-lyon').state()).orders[order]).toBeUndefined();

    await reached(stack, hold.id, 'effective');
    await release(stack, hold.id, lot);
    const { transaction } = await comesTo(order, 'released');
    expect((await stack.control('mes-lyon').state()).orders[order]).toMatchObject({
      state: 'released',
      revision: 'B',
    });
    const told = await stack
      .api('auditor')
      .get<{ events: { type: string; data: object }[] }>(`/v1/events?after=0&transaction=${transaction}`);
    expect(told.body.events).toContainEqual(
      expect.objectContaining({
        type: 'interlock.production-order.released.v1',
        data: expect.objectContaining({
          order,
          item: 'BRACKET-100',
          revision: 'B',
          quantity: { value: '20', unit: 'EA' },
          workCentre: 'ASM-1',
        }),
      }),
    );

    await onFloor('start', order);
    await onFloor('report', order, { good: '12', scrapped: '1' });
    await onFloor('report', order, { good: '7' });
    await onFloor('completion', order);
    await comesTo(order, 'completed');
    expect(await inErp(order)).toMatchObject({ state: 'completed', made: '19', scrapped: '1' });
    expect(await effects('mes-lyon', order, 'order-dispatch')).toBe(1);
  });

  it('cancelled by the ERP, is taken back from the shop floor', async () => {
    const order = await planned();
    await comesTo(order, 'released');
    expect(await atScreen(stack, 'erp', `/production-orders/${order}/cancellation`, {})).toBe(200);
    await comesTo(order, 'cancelled');
    expect((await stack.control('mes-lyon').state()).orders[order]).toMatchObject({ state: 'cancelled' });
  });

  it.each(['worker-enterprise', 'worker-lyon', 'mes-lyon'])(
    'A2 %s killed while an order is sent, and while what was made is confirmed',
    async (name) => {
      await stack.control('mes-lyon').faults({ ...HANGS, operations: ['order-dispatch'] });
      const order = await planned();
      await eventually(async () => {
        const found = await dispatchOf(order);
        return found?.state === 'dispatching' && found.targets.some(({ status }) => status === 'asked');
      });
      await killed(stack, name);
      await stack.control('mes-lyon').faults({});
      await comesTo(order, 'released');
      expect(await effects('mes-lyon', order, 'order-dispatch')).toBe(1);

      await stack.control('erp').faults({ ...HANGS, operations: ['order-confirmation'] });
      await onFloor('start', order);
      await onFloor('report', order, { good: '20' });
      await onFloor('completion', order);
      await killed(stack, name);
      await stack.control('erp').faults({});
      await comesTo(order, 'completed');
      const { made, confirmations } = await inErp(order);
      expect(made).toBe('20');
      expect(confirmations.reduce((sum, { good }) => sum + Number(good), 0)).toBe(20);
      expect(new Set(confirmations.map(({ reference }) => reference)).size).toBe(confirmations.length);
    },
  );
});
