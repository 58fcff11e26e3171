import { z } from 'zod';
import type { Answer, Ask, Effect, Observation } from '../../port';
import { BATCH, fenceOf, found, Line, listOf, order, query, refused, type SandboxSystem } from '../calls';
import { placeOf } from '../item-effect';

const Asked = listOf('starts', Line);
const Read = listOf(
  'starts',
  z.object({
    item: z.string(),
    plant: z.string(),
    known: z.boolean(),
    stopped: z.boolean(),
    reference: z.string().nullable(),
  }),
);
type Starts = z.infer<typeof Read>[number];

/** Stops and resumes new starts of an item at the plant. */
export const startsEffect = (system: SandboxSystem): Effect => ({
  repeat: 'set-state',
  batch: BATCH,
  async ask(asks, context) {
    const lines = asks.map((ask) => ({
      ...fenceOf(ask),
      ...placeOf(ask),
      stopped: ask.desired.state === 'held',
      reference: ask.detail.revision?.change ?? ask.detail.reason.text,
    }));
    const answered = await order(system, '/starts', asks, { starts: lines }, Asked, context);
    return asks.map((ask): Answer => {
      const line = found(system, answered, ({ subject }) => subject === ask.subject.id, ask.subject.id);
      return line.done ? { target: ask.target, outcome: 'acknowledged', prior: null } : refused(ask, line);
    });
  },
  async observe(asks, context) {
    const read = await query(system, '/start-queries', { starts: asks.map(placeOf) }, Read, context);
    return asks.map((ask) =>
      observation(
        ask,
        found(system, read, (one) => `${one.item}@${one.plant}` === ask.subject.id, ask.subject.id),
      ),
    );
  },
});

function observation({ subject }: Ask, { known, stopped, reference }: Starts): Observation {
  const common = { subject, quantity: null, onHand: null, native: null, cannotEnforce: null };
  if (!known) return { ...common, state: 'unknown', evidence: 'not made here' };
  return stopped
    ? { ...common, state: 'held', evidence: `starts stopped, ${reference ?? 'no reference'}` }
    : { ...common, state: 'free', evidence: 'starts allowed' };
}
