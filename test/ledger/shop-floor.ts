import { randomUUID } from 'node:crypto';
import type { OrderAnswer, OrderNews, OrderQuestion, OrderStep } from '../../contracts/order-step';
import type { OrderAsk, PlannedOrder, ProductionOrder, ShopFloor } from '../../contracts/production-order';
import type { Reading, Result } from '../../contracts/result';
import type { Operation } from '../../contracts/revision';
import type { Batch } from '../../contracts/step';
import type { Ledger } from '../../ledger';
import { keyed } from './requests';

export const PLANNER = { id: 'planning', name: 'Planning' };
export const ITEM = 'PIN-10';

const TURN: Operation = { operation: '10', text: 'Turn', workCentres: ['CNC-2', 'CNC-7'], instruction: null };
const CONTENT = {
  bom: [{ item: 'BAR-3', revision: 'B', quantity: '0.06', unit: 'MTR' }],
  routing: [TURN],
};

/** An ERP with one order of PIN-10, and a MES that does what it is asked; a test says what is otherwise. */
export class ShopFloorDouble {
  readonly id = `PO-${randomUUID().slice(0, 8)}`;
  /** Null: the ERP knows no such order. */
  planned: PlannedOrder | null;
  floor: ShopFloor;
  /** What the MES has of the order; null: nothing. */
  dispatched: OrderAsk | null = null;
  /** Running totals that the ERP has posted, each once by the key it was asked with. */
  readonly confirmed: OrderAsk[] = [];
  /** Code with which the MES refuses what it is asked; null: it does not. */
  refusal: string | null = null;
  private readonly keys = new Set<string>();

  constructor(changes: Partial<PlannedOrder> = {}) {
    this.planned = {
      id: this.id,
      plant: 'lyon',
      item: ITEM,
      revision: 'B',
      quantity: '600',
      unit: 'EA',
      due: '2026-12-01T12:00:00.000Z',
      workCentre: null,
      state: 'released',
      ...CONTENT,
      master: CONTENT,
      reservations: [],
      ...changes,
    };
    this.floor = {
      active: 'B',
      routing: [{ ...TURN, workCentres: ['CNC-2'] }],
      startsStopped: false,
      workCentres: [
        { id: 'CNC-2', state: null },
        { id: 'ASM-1', state: null },
      ],
      order: null,
    };
  }

  answer({ about, askedAt, system }: OrderQuestion): OrderAnswer {
    const common = { askedAt, system, offered: true };
    return about === 'planned'
      ? { ...common, about, planned: this.planned }
      : { ...common, about, floor: this.floor };
  }

  bring(batch: Batch, at: number): Result[] {
    return batch.errands.map(({ target, generation, token, subject, desired, order }) => {
      const name = { target, generation, token, at };
      if (subject.kind === 'dispatch' && this.refusal !== null)
        return { ...name, outcome: 'rejected', code: this.refusal, text: 'not now' };
      if (subject.kind === 'dispatch') this.dispatched = desired.state === 'posted' ? order! : null;
      const key = `${target}#${generation}`;
      if (subject.kind === 'confirmation' && !this.keys.has(key)) this.confirmed.push(order!);
      this.keys.add(key);
      const reading: Reading = { state: desired.state, evidence: 'as asked', ...NOTHING };
      return { ...name, outcome: 'observed', reading, askedAt: at, acknowledgedAt: at };
    });
  }
}
const NOTHING = { quantity: null, onHand: null, prior: null, cannotEnforce: null } as const;

export const dispatch = (
  ledger: Ledger,
  { id }: Pick<ShopFloorDouble, 'id'>,
  now = new Date(),
  plant = 'lyon',
): Promise<ProductionOrder> =>
  keyed(ledger, (tx) =>
    ledger.orders.dispatch(tx, { order: { system: 'erp', id }, plant }, PLANNER, now, null),
  );

let steps = 0;

/** One step of the order's saga. */
export const advanceOrder = (
  ledger: Ledger,
  dispatched: string,
  now = new Date(),
  news: Partial<OrderNews> = {},
): Promise<OrderStep> =>
  ledger.orders.advance(
    () => true,
    {
      dispatch: dispatched,
      step: `test/${steps++}`,
      results: [],
      answers: [],
      asking: [],
      looked: false,
      ...news,
    },
    now,
  );

/** The order's saga, whose systems answer at once, until nothing is left for it to do at this instant. @returns its last step */
export async function goOn(
  ledger: Ledger,
  systems: ShopFloorDouble,
  dispatched: string,
  now = new Date(),
  looked = true,
): Promise<OrderStep> {
  let step = await advanceOrder(ledger, dispatched, now, { looked });
  for (let turns = 0; step.batches.length + step.questions.length > 0; turns++) {
    if (turns > 20) throw new Error(`${dispatched} does not come to rest: ${JSON.stringify(step)}`);
    step = await advanceOrder(ledger, dispatched, now, {
      results: step.batches.flatMap((batch) => systems.bring(batch, now.getTime())),
      answers: step.questions.map((question) => systems.answer(question)),
    });
  }
  return step;
}
