import { z } from 'zod';
import type { RevisionAsk, RevisionContent } from '../../contracts/revision';
import { differences } from '../../domain/revision-differences';
import type { Answer, Ask, CallContext, Effect, Observation } from '../port';
import { BATCH, fenceOf, found, Line, listOf, order, query, refused, type SandboxSystem } from './calls';

/** An item at a plant as a system was read to say, put into common words by `ItemWords`. */
export interface ItemReading {
  readonly item: string;
  readonly plant: string;
  readonly known: boolean;
  readonly active: { readonly revision: string; readonly change: string | null } | null;
  readonly staged: {
    readonly revision: string;
    readonly change: string;
    readonly validFrom: string;
    readonly content: RevisionContent;
  } | null;
}

/** Fields of every system's answer: the item, its active revision, and the one that lies ready. */
export const PLACE = { item: z.string(), plant: z.string(), known: z.boolean() };
export const ACTIVE = { revision: z.string(), change: z.string().nullable() };
export const STAGED = { revision: z.string(), change: z.string(), validFrom: z.string() };

/** How one system speaks of revisions, and which part of one it keeps. */
export interface ItemWords<R extends ItemReading = ItemReading> {
  readonly paths: {
    readonly staged: string;
    readonly active: string;
    readonly undone: string;
    readonly query: string;
  };
  readonly list: string;
  readonly reading: z.ZodType<R>;
  /** The part of the package that this system keeps, for this plant. */
  part(ask: RevisionAsk): RevisionContent;
  /** The same as fields of a line that stages it. */
  content(ask: RevisionAsk): object;
}

/** Stages, activates or undoes a revision of an item at a plant, and reads back what the system has. */
export function itemEffect(system: SandboxSystem, words: ItemWords): Effect {
  const Asked = listOf(words.list, Line);

  return {
    repeat: 'set-state',
    batch: BATCH,
    async ask(asks, context) {
      const answers = new Map<Ask, Answer>();
      for (const state of ['staged', 'active', 'undone'] as const) {
        const some = asks.filter((ask) => ask.desired.state === state);
        if (some.length === 0) continue;
        const lines = some.map((ask) => lineOf(ask, words));
        const body = { [words.list]: lines };
        const answered = await order(system, words.paths[state], some, body, Asked, context);
        for (const ask of some) {
          const line = found(system, answered, ({ subject }) => subject === ask.subject.id, ask.subject.id);
          answers.set(
            ask,
            line.done ? { target: ask.target, outcome: 'acknowledged', prior: null } : refused(ask, line),
          );
        }
      }
      return asks.map((ask) => answers.get(ask) ?? notCarriedOut(system, ask));
    },
    async observe(asks, context) {
      const read = await readItems(
        system,
        words,
        asks.map((ask) => placeOf(ask)),
        context,
      );
      return asks.map((ask) => {
        const one = found(
          system,
          read,
          (item) => `${item.item}@${item.plant}` === ask.subject.id,
          ask.subject.id,
        );
        return observation(ask, one, words);
      });
    },
  };
}

export interface ItemPlace {
  readonly item: string;
  readonly plant: string;
}

/** What the system says of these items, one answer each. @throws SystemFailure */
export const readItems = <R extends ItemReading>(
  system: SandboxSystem,
  { paths, list, reading }: ItemWords<R>,
  places: readonly ItemPlace[],
  context: CallContext,
): Promise<R[]> => query(system, paths.query, { [list]: places }, listOf(list, reading), context);

/** A subject is `<item>@<plant>`. */
export function placeOf({ subject }: Ask): ItemPlace {
  const at = subject.id.lastIndexOf('@');
  return { item: subject.id.slice(0, at), plant: subject.id.slice(at + 1) };
}

function lineOf(ask: Ask, words: ItemWords): object {
  const revision = revisionOf(ask);
  const line = { ...fenceOf(ask), ...placeOf(ask), revision: revision.package.to, change: revision.change };
  if (ask.desired.state !== 'staged') return line;
  const { validFrom } = revision;
  return { ...line, replaces: revision.package.from, validFrom, ...words.content(revision) };
}

function revisionOf({ subject, detail }: Ask): RevisionAsk {
  if (!detail.revision) throw new Error(`${subject.id} was asked without a revision.`);
  return detail.revision;
}

const notCarriedOut = (system: SandboxSystem, ask: Ask): Answer =>
  refused(ask, {
    code: 'NOT_CARRIED_OUT',
    text: `${system.name} cannot make a revision ${ask.desired.state}.`,
  });

function observation(ask: Ask, reading: ItemReading, words: ItemWords): Observation {
  const none = { quantity: null, onHand: null, native: null, cannotEnforce: null };
  return { subject: ask.subject, ...none, ...judged(ask, reading, words) };
}

function judged(
  ask: Ask,
  { item, plant, known, active, staged }: ItemReading,
  words: ItemWords,
): Pick<Observation, 'state' | 'evidence'> {
  const revision = revisionOf(ask);
  const { change } = revision;
  const { to } = revision.package;
  // Where it is not kept, nothing of the change is left.
  if (!known)
    return {
      state: ask.desired.state === 'undone' ? 'undone' : 'unknown',
      evidence: `${item} is not kept at ${plant}`,
    };
  if (active?.revision === to)
    return { state: 'active', evidence: `rev ${to} active, by ${active.change ?? 'another way'}` };
  if (staged?.change !== change) {
    const other = staged ? `; rev ${staged.revision} staged for ${staged.change}` : '';
    return { state: 'undone', evidence: `rev ${active?.revision ?? 'none'} active${other}` };
  }
  const wrong = [
    ...(staged.revision === to ? [] : [`rev ${staged.revision} instead of ${to}`]),
    ...(staged.validFrom === revision.validFrom
      ? []
      : [`valid from ${staged.validFrom} instead of ${revision.validFrom}`]),
    ...differences(words.part(revision), staged.content),
  ];
  if (wrong.length > 0) return { state: 'different', evidence: wrong.join('; ') };
  return { state: 'staged', evidence: `rev ${to} staged for ${change}, valid from ${staged.validFrom}` };
}

/** Of an operation's work centres, those that the plant has. */
export const routingAt = ({ package: { routing }, workCentres }: RevisionAsk) =>
  routing.map((operation) => ({
    ...operation,
    workCentres: operation.workCentres.filter((one) => workCentres.includes(one)),
  }));
