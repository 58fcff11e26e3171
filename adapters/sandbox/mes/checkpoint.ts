import { z } from 'zod';
import type { Answer, Ask, Effect, Observation } from '../../port';
import { BATCH, fenceOf, found, Line, listOf, order, query, refused, type SandboxSystem } from '../calls';
import { inspectionOf } from '../inspection-ask';

const Asked = listOf('checkpoints', Line);
const Read = listOf(
  'checkpoints',
  z.object({
    order: z.string(),
    operation: z.string(),
    checkpoint: z.string(),
    lot: z.string(),
    known: z.boolean(),
    waits: z.boolean(),
    reference: z.string().nullable(),
  }),
);
type Checkpoint = z.infer<typeof Read>[number];

/** Has an operation wait at its checkpoint for one lot, and go on. */
export const checkpointEffect = (system: SandboxSystem): Effect => ({
  repeat: 'set-state',
  batch: BATCH,
  async ask(asks, context) {
    const lines = asks.map((ask) => ({
      ...fenceOf(ask),
      ...placeOf(ask),
      waits: ask.desired.state === 'held',
      reference: ask.subject.id,
    }));
    const answered = await order(system, '/checkpoints', asks, { checkpoints: lines }, Asked, context);
    return asks.map((ask): Answer => {
      const line = found(system, answered, ({ subject }) => subject === ask.subject.id, ask.subject.id);
      return line.done ? { target: ask.target, outcome: 'acknowledged', prior: null } : refused(ask, line);
    });
  },
  async observe(asks, context) {
    const read = await query(
      system,
      '/checkpoint-queries',
      { checkpoints: asks.map(placeOf) },
      Read,
      context,
    );
    return asks.map((ask) =>
      observation(
        ask,
        found(system, read, (one) => isOf(one, ask), ask.subject.id),
      ),
    );
  },
});

function placeOf(ask: Ask) {
  const { order: of, operation, checkpoint, lot } = inspectionOf(ask);
  return { order: of, operation, checkpoint, lot };
}

function isOf(one: Checkpoint, ask: Ask): boolean {
  const { order: of, operation, checkpoint, lot } = inspectionOf(ask);
  return one.order === of && one.operation === operation && one.checkpoint === checkpoint && one.lot === lot;
}

function observation({ subject }: Ask, { known, waits, reference }: Checkpoint): Observation {
  const common = { subject, quantity: null, onHand: null, native: null, cannotEnforce: null };
  if (!known) return { ...common, state: 'unknown', evidence: 'never reached' };
  return waits
    ? { ...common, state: 'held', evidence: `waits for ${reference ?? 'an inspection'}` }
    : { ...common, state: 'free', evidence: 'goes on' };
}
