import type { z } from 'zod';
import { smaller } from '../../domain/decimal';
import type { Answer, Ask, CallContext, Effect, Observation } from '../port';
import { BATCH, fenceOf, found, Line, listOf, order, query, refused, type SandboxSystem } from './calls';
import type { StatusWords } from './native';

/** A lot as a system was read to say, put into common words by `LotWords`. */
export interface LotReading {
  readonly lot: string;
  readonly known: boolean;
  /** The lot's own status, in the system's word. */
  readonly status: string | null;
  readonly onHand: string | null;
  /** Null: nothing was ever restricted. `quantity` null: the whole lot. */
  readonly restriction: {
    readonly set: boolean;
    readonly quantity: string | null;
    readonly reference: string;
  } | null;
}

/** How one system speaks of what it restricts. */
export interface LotWords {
  readonly statuses: StatusWords;
  readonly ask: {
    readonly path: string;
    readonly list: string;
    line(ask: Ask, quantity: string | null): object;
    readonly statusBefore: string;
  };
  readonly read: { readonly path: string; readonly list: string; readonly answer: z.ZodType<LotReading> };
  /** The word for a restricted lot that people find on the system's screen. */
  readonly shown: string;
}

/** Sets how much of a lot is restricted, and reads it back. The systems keep it apart from the lot's own status. */
export function lotEffect(system: SandboxSystem, words: LotWords): Effect {
  const { ask: asking, statuses } = words;
  const Asked = listOf(asking.list, Line);

  return {
    repeat: 'set-state',
    batch: BATCH,
    async ask(asks, context) {
      const lines = asks.map((ask) => ({ ...fenceOf(ask), ...asking.line(ask, quantityToHold(ask)) }));
      const answered = await order(system, asking.path, asks, { [asking.list]: lines }, Asked, context);
      return asks.map((ask): Answer => {
        const line = found(system, answered, ({ subject }) => subject === ask.subject.id, ask.subject.id);
        if (!line.done) return refused(ask, line);
        const before = line[asking.statusBefore];
        return {
          target: ask.target,
          outcome: 'acknowledged',
          prior: statuses.toNative(typeof before === 'string' ? before : null),
        };
      });
    },
    async observe(asks, context) {
      const lots = asks.map((ask) => ask.subject.id);
      const answered = await readLots(system, words, lots, context);
      return asks.map((ask) => {
        const lot = found(system, answered, (one) => one.lot === ask.subject.id, ask.subject.id);
        return observation(ask, lot, words);
      });
    },
  };
}

/** What the system says of these lots, one answer each. @throws SystemFailure */
export const readLots = (
  system: SandboxSystem,
  { read }: LotWords,
  lots: readonly string[],
  context: CallContext,
): Promise<LotReading[]> => query(system, read.path, { lots }, listOf(read.list, read.answer), context);

/** "0" frees; null is the whole lot, whatever its quantity there. */
function quantityToHold({ desired, whole }: Ask): string | null {
  if (desired.state === 'free') return '0';
  return whole ? null : desired.quantity;
}

function observation({ subject }: Ask, lot: LotReading, { statuses, shown }: LotWords): Observation {
  const { known, onHand, restriction } = lot;
  const common = { subject, onHand, native: statuses.toNative(lot.status), cannotEnforce: null };
  if (!restriction?.set) {
    const state = known || restriction ? 'free' : 'unknown';
    return {
      ...common,
      state,
      quantity: state === 'free' ? '0' : null,
      evidence: lot.status ?? 'not known here',
    };
  }
  const evidence = `${shown}, ${restriction.reference}${known ? '' : ', noted for when the lot arrives'}`;
  return { ...common, state: 'held', quantity: heldQuantity(restriction.quantity, onHand), evidence };
}

/** Never more than there is; the whole lot where the restriction names no quantity. */
function heldQuantity(restricted: string | null, onHand: string | null): string | null {
  if (restricted === null || onHand === null) return restricted ?? onHand;
  return smaller(restricted, onHand);
}
