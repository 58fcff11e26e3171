import { z } from 'zod';
import type { Parts } from '../core/kind';
import { Refusal } from '../core/refusal';
import { RevisionBook } from '../core/revision-book';
import { revisionRoutes } from '../core/revision-routes';
import { latest } from '../core/revision-sequence';
import type { Route } from '../core/route';
import type { Collection } from '../core/store';
import type { Changes } from './changes';
import type { PlmItem } from './item';

/** The PLM keeps a revision's content once, with the change; of plants it knows only how far they are. */
const Content = z.object({});
type Content = z.infer<typeof Content>;
export type Implementations = RevisionBook<Content>;

/** At which plants a change is being implemented, or is. The first plant's makes the revision a released one. */
export const implementations = (
  { store, clock }: Parts,
  changes: Changes,
  items: Collection<PlmItem>,
): Implementations =>
  new RevisionBook(store, clock, {
    stage: ({ item, revision, change }, content) => {
      const { state, affectedItems } = changes.need(change);
      if (state !== 'approved') throw new Refusal('CHANGE_NOT_APPROVED', `${change} is ${state}.`, 409);
      if (!affectedItems.some((affected) => affected.item === item && affected.to === revision))
        throw new Refusal('NOT_IN_CHANGE', `${change} does not take ${item} to ${revision}.`);
      return content;
    },
    activate: ({ item, revision }) => {
      const known = items.get(item)!;
      const released = [...new Set([...known.released, revision])];
      items.put(item, { ...known, released, revision: latest(released) });
    },
  });

export const implementationRoutes = (book: Implementations, effects: Parts['effects']): Route[] =>
  revisionRoutes(book, effects, {
    stage: 'implementation-start',
    activate: 'implementation-completion',
    undo: 'implementation-cancellation',
    query: 'implementation-query',
    list: 'implementations',
    content: Content,
    more: () => ({}),
  });
