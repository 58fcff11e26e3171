import type { z } from 'zod';
import type { Answer, Ask, Effect, Observation } from '../port';
import { BATCH, fenceOf, found, Line, listOf, order, query, refused, type SandboxSystem } from './calls';

/** How one system is told of a hold's nonconformance. */
export interface ReportWords {
  readonly path: string;
  readonly queryPath: string;
  readonly list: string;
  /** Field of a query with the subjects' ids. */
  readonly subjects: string;
  line(ask: Ask): object;
  /** The subject and its number in the system, null where it has none. */
  readonly read: z.ZodType<{ subject: string; number: string | null }>;
}

/** Registers a subject once, and reads the number that the system gave it. */
export function reportEffect(system: SandboxSystem, words: ReportWords): Effect {
  const Asked = listOf(words.list, Line);
  const Read = listOf(words.list, words.read);
  return {
    repeat: 'keyed',
    batch: BATCH,
    async ask(asks, context) {
      const lines = asks.map((ask) => ({ ...fenceOf(ask), ...words.line(ask) }));
      const answered = await order(system, words.path, asks, { [words.list]: lines }, Asked, context);
      return asks.map((ask): Answer => {
        const line = found(system, answered, ({ subject }) => subject === ask.subject.id, ask.subject.id);
        return line.done ? { target: ask.target, outcome: 'acknowledged', prior: null } : refused(ask, line);
      });
    },
    async observe(asks, context) {
      const ids = asks.map((ask) => ask.subject.id);
      const answered = await query(system, words.queryPath, { [words.subjects]: ids }, Read, context);
      return asks.map(({ subject }): Observation => {
        const { number } = found(system, answered, (one) => one.subject === subject.id, subject.id);
        const common = { subject, quantity: null, onHand: null, native: null, cannotEnforce: null };
        return number === null
          ? { ...common, state: 'unknown', evidence: 'not registered' }
          : { ...common, state: 'posted', evidence: number };
      });
    },
  };
}
