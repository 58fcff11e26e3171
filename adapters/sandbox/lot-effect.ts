import type { z } from 'zod';
import type { IdentifiedBy } from '../../contracts/hold';
import { add, isZero, smaller, subtract } from '../../domain/decimal';
import type { Answer, Ask, CallContext, Effect, Means, Observation } from '../port';
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
  /** Pieces that are picked, staged or loaded: not to be moved. */
  readonly offShelf?: string;
  /** How many pieces of each part the system tells from the rest. */
  readonly packed?: readonly Packed[];
}

/** Pieces of a lot with a label of their own. */
export interface Packed {
  readonly id: string;
  readonly quantity: string;
  readonly location: string;
  readonly subLot: string | null;
}

/** How one system speaks of what it restricts. */
export interface LotWords {
  /** By what means the system restricts a lot. */
  readonly means: Means;
  readonly statuses: StatusWords;
  readonly ask: {
    readonly path: string;
    readonly list: string;
    line(ask: Ask, quantity: string | null): object;
    readonly statusBefore: string;
  };
  readonly read: { readonly path: string; readonly list: string; readonly answer: z.ZodType<LotReading> };
  /** Asks what the system tells from the rest by other means than its stock; left out where there are none. */
  readonly identify?: (
    system: SandboxSystem,
    ask: Ask,
    context: CallContext,
  ) => Promise<{ hold: string; quantity: string }[]>;
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
      const lines = asks.map((ask) => ({
        ...fenceOf(ask),
        ...asking.line(ask, quantityToHold(ask, words.means)),
      }));
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
      return Promise.all(
        asks.map(async (ask) => {
          const lot = found(system, answered, (one) => one.lot === ask.subject.id, ask.subject.id);
          const read = observation(ask, lot, words);
          if (!words.identify || !ask.detail.parts) return read;
          return { ...read, identified: await words.identify(system, ask, context) };
        }),
      );
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

/** "0" frees; null is the whole lot, whatever its quantity there: where there is but a flag, for a part of it too. */
function quantityToHold({ desired, whole }: Ask, means: Means): string | null {
  if (desired.state === 'free') return '0';
  return whole || means === 'flag' ? null : desired.quantity;
}

function observation(ask: Ask, lot: LotReading, { statuses, shown, means }: LotWords): Observation {
  const { known, restriction } = lot;
  const onHand = onShelf(lot, means);
  const cannotEnforce = notMoved(ask, lot, means);
  const common = {
    subject: ask.subject,
    onHand,
    native: statuses.toNative(lot.status),
    cannotEnforce,
    ...identified(ask, lot),
  };
  if (!restriction?.set && !(cannotEnforce !== null && onHand !== null && isZero(onHand))) {
    const state = known || restriction ? 'free' : 'unknown';
    return {
      ...common,
      state,
      quantity: state === 'free' ? '0' : null,
      evidence: lot.status ?? 'not known here',
    };
  }
  const noted = known ? '' : ', noted for when the lot arrives';
  const all = means === 'flag' && !ask.whole ? ': the whole lot, for no part of it can be' : bySerials(ask);
  return {
    ...common,
    state: 'held',
    quantity: means === 'flag' ? null : heldQuantity(restriction ? restriction.quantity : '0', onHand),
    evidence: `${shown}, ${restriction?.reference ?? ''}${noted}${all}`,
  };
}

/** No sandbox system keeps a piece by its serial from being used: the lot is held for it, and whoever reads the target is told. */
const bySerials = ({ whole, detail }: Ask): string =>
  whole && detail.parts?.some(({ by }) => 'serials' in by)
    ? ': the whole lot, of which it tells no serials'
    : '';

/** What a system that moves stock can move; all of it elsewhere. */
const onShelf = ({ onHand, offShelf }: LotReading, means: Means): string | null =>
  means === 'move' && onHand !== null ? subtract(onHand, smaller(offShelf ?? '0', onHand)) : onHand;

function notMoved({ desired, detail }: Ask, { offShelf }: LotReading, means: Means): string | null {
  if (means !== 'move' || desired.state !== 'held' || offShelf === undefined || isZero(offShelf)) return null;
  return `${offShelf} ${detail.unit} are picked, staged or loaded, and are not taken to ${detail.quarantine}: secure them by hand`;
}

/** Parts that the ask names and the system has packed apart. */
function identified({ detail }: Ask, { packed }: LotReading): Pick<Observation, 'identified'> {
  if (!detail.parts || !packed) return {};
  const seen = detail.parts.flatMap(({ hold, by }) => {
    const mine = packed.filter((unit) => isOf(unit, by));
    return mine.length === 0 ? [] : [{ hold, quantity: add(...mine.map(({ quantity }) => quantity)) }];
  });
  return { identified: seen };
}

const isOf = ({ id, location, subLot }: Packed, by: IdentifiedBy): boolean => {
  if ('handlingUnit' in by) return by.handlingUnit === id;
  if ('location' in by) return by.location === location;
  return 'subLot' in by && by.subLot === subLot;
};

/** Never more than there is; the whole lot where the restriction names no quantity. */
function heldQuantity(restricted: string | null, onHand: string | null): string | null {
  if (restricted === null || onHand === null) return restricted ?? onHand;
  return smaller(restricted, onHand);
}
