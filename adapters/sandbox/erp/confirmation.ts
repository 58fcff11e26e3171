import { z } from 'zod';
import type { OrderAsk } from '../../../contracts/production-order';
import type { Answer, Ask, Effect, Observation } from '../../port';
import { BATCH, fenceOf, found, Line, listOf, order, query, refused, type SandboxSystem } from '../calls';
import { orderOf } from '../order-ask';

const Asked = listOf('confirmations', Line);
const Read = listOf(
  'productionOrders',
  z.object({
    id: z.string(),
    state: z.string().nullable().default(null),
    made: z.string().default('0'),
    scrapped: z.string().default('0'),
    confirmations: z.array(z.object({ number: z.string(), reference: z.string() })).default([]),
  }),
);
type Confirmed = z.infer<typeof Read>[number];

/** Names an order's totals: the same are confirmed once. */
const referenceOf = ({ id, good, scrapped, final }: OrderAsk): string =>
  `${id}/${good}/${scrapped}${final ? '/final' : ''}`;

/** Confirms the running totals of an order; the ERP books what they have grown by. */
export const confirmationEffect = (system: SandboxSystem): Effect => ({
  repeat: 'keyed',
  batch: BATCH,
  async ask(asks, context) {
    const confirmations = asks.map((ask) => {
      const { id, good, scrapped, final } = orderOf(ask);
      const totals = { order: id, reference: referenceOf(orderOf(ask)), good, scrapped, final };
      return { ...fenceOf(ask), ...totals, postingDate: ask.detail.postingDate };
    });
    const answered = await order(system, '/order-confirmations', asks, { confirmations }, Asked, context);
    return asks.map((ask): Answer => {
      const line = found(system, answered, ({ subject }) => subject === ask.subject.id, ask.subject.id);
      return line.done ? { target: ask.target, outcome: 'acknowledged', prior: null } : refused(ask, line);
    });
  },
  async observe(asks, context) {
    const orders = asks.map(({ subject }) => subject.id);
    const read = await query(system, '/production-order-queries', { orders }, Read, context);
    return asks.map((ask) =>
      observation(
        ask,
        found(system, read, ({ id }) => id === ask.subject.id, ask.subject.id),
      ),
    );
  },
});

function observation(ask: Ask, { state, made, scrapped, confirmations }: Confirmed): Observation {
  const { subject, desired } = ask;
  const reference = referenceOf(orderOf(ask));
  const document = confirmations.find((one) => one.reference === reference);
  const common = { subject, onHand: null, native: null, cannotEnforce: null };
  if (document) return { ...common, state: 'posted', quantity: desired.quantity, evidence: document.number };
  const evidence = `${state ?? 'not known here'}, ${made} made, ${scrapped} scrapped`;
  return { ...common, state: 'unknown', quantity: null, evidence };
}
