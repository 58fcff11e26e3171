import { z } from 'zod';
import type { Decision } from '../../contracts/disposition';
import type { Answer, Ask, CallContext, Effect, Observation } from '../port';
import { BATCH, fenceOf, found, Line, listOf, order, query, refused, type SandboxSystem } from './calls';
import { readLots, type LotWords } from './lot-effect';

/** How one system carries out dispositions: as documents of one kind, found again by the disposition's id. */
export interface DocumentWords {
  /** As in the paths: `/<name>s` and `/<name>-queries`. */
  readonly name: string;
  /** Field that says what is to be done. */
  readonly field: string;
  /** The system's word for each decision that it has a part in. */
  readonly actions: Partial<Record<Decision, string>>;
  /** How to ask for the lots of a system that keeps only some: others need not be booked out of it. Null: it keeps all. */
  readonly lots: LotWords | null;
}

const Document = z.object({
  reference: z.string(),
  state: z.enum(['open', 'done', 'cancelled']).nullable(),
  number: z.string().optional(),
  quantity: z.string().optional(),
});

const UNKNOWN_LOT = 'UNKNOWN_LOT';
/** Decisions after which pieces leave the lot; the others are work on pieces, wherever the lot is kept. */
const LEAVING: readonly Decision[] = ['scrap', 'return-to-supplier', 'regrade'];

/** Posts what a disposition wants of a system, or takes it back, and reads the document. */
export function documentEffect(system: SandboxSystem, words: DocumentWords): Effect {
  const { name, field, actions, lots } = words;
  const list = `${name}s`;
  const Asked = listOf(list, Line);
  const Read = listOf(list, Document);

  const answer = (ask: Ask, line: Line): Answer => {
    if (line.done || (lots && isLeaving(ask) && line.code === UNKNOWN_LOT))
      return { target: ask.target, outcome: 'acknowledged', prior: null };
    return refused(ask, line);
  };
  return {
    repeat: 'keyed',
    batch: BATCH,
    async ask(asks, context) {
      const mine = asks.filter((ask) => actionOf(ask, actions) !== undefined);
      const lines = mine.map((ask) => ({ ...lineOf(ask), [field]: actionOf(ask, actions) }));
      const answered =
        mine.length > 0 ? await order(system, `/${list}`, mine, { [list]: lines }, Asked, context) : [];
      return asks.map((ask) =>
        mine.includes(ask)
          ? answer(
              ask,
              found(system, answered, ({ subject }) => subject === ask.subject.id, ask.subject.id),
            )
          : refused(ask, {
              code: 'NOT_CARRIED_OUT',
              text: `${system.name} has no part in ${ask.detail.disposition?.decision ?? 'this'}.`,
            }),
      );
    },
    async observe(asks, context) {
      const references = asks.map((ask) => ask.subject.id);
      const documents = await query(system, `/${name}-queries`, { references }, Read, context);
      const read = asks.map((ask) =>
        observation(
          ask,
          found(system, documents, (one) => one.reference === ask.subject.id, ask.subject.id),
        ),
      );
      return lots ? notKept(read, asks, await missingLots(read, asks, lots, context)) : read;
    },
  };

  /** Lots of the subjects without a document that the system does not keep. */
  async function missingLots(
    read: Observation[],
    asks: readonly Ask[],
    of: LotWords,
    context: CallContext,
  ): Promise<Set<string>> {
    const open = asks
      .filter((ask, index) => isLeaving(ask) && read[index]!.state === 'unknown')
      .map((ask) => ask.detail.lot);
    if (open.length === 0) return new Set();
    const readings = await readLots(system, of, open, context);
    return new Set(readings.filter((reading) => !reading.known).map((reading) => reading.lot));
  }
}

const actionOf = (ask: Ask, actions: DocumentWords['actions']) =>
  ask.detail.disposition && actions[ask.detail.disposition.decision];

const isLeaving = ({ detail: { disposition } }: Ask) =>
  disposition !== null && (LEAVING.includes(disposition.decision) || Boolean(disposition.output));

const lineOf = (ask: Ask) => ({
  ...fenceOf(ask),
  reference: ask.subject.id,
  plant: ask.detail.plant,
  lot: ask.detail.lot,
  quantity: ask.detail.disposition?.quantity,
  unit: ask.detail.unit,
  postingDate: ask.detail.postingDate,
  output: ask.detail.disposition?.output ?? null,
  cancel: ask.desired.state === 'undone',
  specification: ask.detail.disposition?.sortedTo ?? null,
});

function observation({ subject }: Ask, { state, number, quantity }: z.infer<typeof Document>): Observation {
  const common = { subject, quantity: quantity ?? null, onHand: null, native: null, cannotEnforce: null };
  if (state === null) return { ...common, state: 'unknown', evidence: 'nothing posted' };
  return {
    ...common,
    state: state === 'cancelled' ? 'undone' : 'posted',
    evidence: `${number ?? ''} ${state}`.trim(),
  };
}

/** A lot that is not kept here has nothing to book: that is read, and is as good as posted. */
const notKept = (read: Observation[], asks: readonly Ask[], missing: Set<string>): Observation[] =>
  read.map((one, index) =>
    one.state === 'unknown' && isLeaving(asks[index]!) && missing.has(asks[index]!.detail.lot)
      ? { ...one, state: 'posted', quantity: '0', evidence: 'the lot is not kept here: nothing to book' }
      : one,
  );
