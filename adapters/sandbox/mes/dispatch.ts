import { z } from 'zod';
import { compare } from '../../../domain/decimal';
import { ALREADY_STARTED } from '../../../contracts/production-order';
import type { Answer, Ask, Effect, Observation } from '../../port';
import { BATCH, fenceOf, found, Line, listOf, order, query, refused, type SandboxSystem } from '../calls';
import { orderOf } from '../order-ask';

const Asked = listOf('orders', Line);
const Read = listOf(
  'orders',
  z.object({
    order: z.string(),
    state: z.string().nullable(),
    item: z.string().nullable().default(null),
    revision: z.string().nullable().default(null),
    quantity: z.string().nullable().default(null),
  }),
);
type Shown = z.infer<typeof Read>[number];

/** Sends an order to the shop floor, or takes it back, and reads what the shop floor has. */
export const dispatchEffect = (system: SandboxSystem): Effect => ({
  repeat: 'set-state',
  batch: BATCH,
  async ask(asks, context) {
    const orders = asks.map((ask) => {
      const { id, good: _good, scrapped: _scrapped, final: _final, unit: _unit, ...asked } = orderOf(ask);
      return { ...fenceOf(ask), ...asked, order: id, cancel: ask.desired.state === 'undone' };
    });
    const answered = await order(system, '/order-dispatches', asks, { orders }, Asked, context);
    return asks.map((ask): Answer => {
      const line = found(system, answered, ({ subject }) => subject === ask.subject.id, ask.subject.id);
      return line.done
        ? { target: ask.target, outcome: 'acknowledged', prior: null }
        : refused(ask, inOurWords(line));
    });
  },
  async observe(asks, context) {
    const orders = asks.map(({ subject }) => subject.id);
    const read = await query(system, '/order-queries', { orders }, Read, context);
    return asks.map((ask) =>
      observation(
        ask,
        found(system, read, (one) => one.order === ask.subject.id, ask.subject.id),
      ),
    );
  },
});

const inOurWords = (line: Line): Line =>
  line.code === 'STARTED' ? { ...line, code: ALREADY_STARTED } : line;

function observation(ask: Ask, { state, item, revision, quantity }: Shown): Observation {
  const { subject } = ask;
  const common = { subject, quantity, onHand: null, native: null, cannotEnforce: null };
  if (state === null) return { ...common, state: 'unknown', evidence: 'not known here' };
  if (state === 'cancelled') return { ...common, state: 'undone', evidence: 'cancelled' };
  const asked = orderOf(ask);
  const isSame =
    item === asked.item &&
    revision === asked.revision &&
    quantity !== null &&
    compare(quantity, asked.quantity) === 0;
  const evidence = `${state}, ${quantity ?? 'no quantity'} of ${item} rev ${revision}`;
  return { ...common, state: isSame ? 'posted' : 'different', evidence };
}
