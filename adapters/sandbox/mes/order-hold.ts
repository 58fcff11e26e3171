import { z } from 'zod';
import type { Answer, Ask, Effect, Observation } from '../../port';
import { BATCH, fenceOf, found, Line, listOf, order, query, refused, type SandboxSystem } from '../calls';

const Asked = listOf('holds', Line);
const Read = listOf(
  'orders',
  z.object({
    order: z.string(),
    known: z.boolean(),
    noted: z.boolean(),
    onHold: z.boolean(),
    reference: z.string().nullable(),
  }),
);
type OrderReading = z.infer<typeof Read>[number];

/** The order is on hold: it is not started, opens no lot and is not completed. */
export const orderHoldEffect = (system: SandboxSystem): Effect => ({
  repeat: 'set-state',
  batch: BATCH,
  async ask(asks, context) {
    const lines = asks.map((ask) => ({
      ...fenceOf(ask),
      order: ask.subject.id,
      onHold: ask.desired.state === 'held',
      reference: ask.detail.hold,
    }));
    const answered = await order(system, '/order-holds', asks, { holds: lines }, Asked, context);
    return asks.map((ask): Answer => {
      const line = found(system, answered, ({ subject }) => subject === ask.subject.id, ask.subject.id);
      return line.done ? { target: ask.target, outcome: 'acknowledged', prior: null } : refused(ask, line);
    });
  },
  async observe(asks, context) {
    const orders = asks.map(({ subject }) => subject.id);
    const read = await query(system, '/order-hold-queries', { orders }, Read, context);
    return asks.map((ask) =>
      observation(
        ask,
        found(system, read, (one) => one.order === ask.subject.id, ask.subject.id),
      ),
    );
  },
});

function observation({ subject }: Ask, { known, noted, onHold, reference }: OrderReading): Observation {
  const common = { subject, quantity: null, onHand: null, native: null, cannotEnforce: null };
  const here = known ? '' : ', noted for when the order comes';
  if (onHold)
    return { ...common, state: 'held', evidence: `order on hold, ${reference ?? 'no reference'}${here}` };
  if (!known && !noted) return { ...common, state: 'unknown', evidence: 'not known here' };
  return { ...common, state: 'free', evidence: `order not on hold${here}` };
}
