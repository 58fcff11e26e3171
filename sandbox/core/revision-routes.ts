import { z } from 'zod';
import type { Effects } from './effects';
import { Fenced } from './fence';
import { batch, read, type Route } from './route';
import type { ItemAtPlant, RevisionBook } from './revision-book';

/** The words in which one system speaks of revisions. An operation's path is its plural. */
export interface RevisionWords<C> {
  readonly stage: string;
  readonly activate: string;
  readonly undo: string;
  /** Operation; its path is `/<...>-queries`. */
  readonly query: string;
  /** Field of every call that holds the lines. */
  readonly list: string;
  /** What a line brings to lay ready; a query shows it again. */
  readonly content: z.ZodType<C>;
  /** What a query says of the item beside its revisions. */
  more(item: ItemAtPlant<C>): object;
}

const Order = Fenced.extend({
  item: z.string().min(1),
  plant: z.string().min(1),
  revision: z.string().min(1).max(10),
  change: z.string().min(1),
});
const StageOrder = Order.extend({ replaces: z.string().min(1), validFrom: z.iso.date() });

/** Lay ready, activate, take back and read revisions: the same four calls in every system, in its own words. */
export function revisionRoutes<C>(book: RevisionBook<C>, effects: Effects, words: RevisionWords<C>): Route[] {
  const { list, content } = words;
  const Lines = z.array(z.object({ item: z.string(), plant: z.string() })).max(1000);
  const Query = z.object({ [list]: Lines }).transform((body) => body[list]!);
  const subject = (line: z.infer<typeof Order>) => `${line.item}@${line.plant}`;
  const told = (item: ItemAtPlant<C> | null) => ({ active: item?.active ?? null });
  return [
    batch(effects, words.stage, `/${words.stage}s`, list, StageOrder.and(content), subject, (line) =>
      told(book.stage(line, content.parse(line))),
    ),
    batch(effects, words.activate, `/${words.activate}s`, list, Order, subject, (line) =>
      told(book.activate(line)),
    ),
    batch(effects, words.undo, `/${words.undo}s`, list, Order, subject, (line) => told(book.undo(line))),
    read(words.query, 'post', `/${words.query.replace(/y$/, 'ies')}`, Query, (asked) => ({
      [list]: asked.map(({ item, plant }) => show({ item, plant }, book.get(item, plant), words)),
    })),
  ];
}

function show<C>(
  asked: { readonly item: string; readonly plant: string },
  known: ItemAtPlant<C> | undefined,
  words: RevisionWords<C>,
): object {
  if (!known) return { ...asked, known: false, active: null, staged: null };
  const { active, activatedBy, released, staged } = known;
  return {
    ...asked,
    known: true,
    active: { revision: active, change: activatedBy, ...released[active] },
    staged: staged && {
      revision: staged.revision,
      change: staged.change,
      validFrom: staged.validFrom,
      ...staged.content,
    },
    ...words.more(known),
  };
}
