import type { Enterprise } from '../data/seed';
import { NO_CONTENT, type SeedContent } from '../data/revisions';
import type { RevisionBook } from './revision-book';

/** Each item at each of the plants, with the part of its revision that the system keeps. */
export function seedRevisions<C>(
  book: RevisionBook<C>,
  { items, revisions }: Enterprise,
  plants: readonly string[],
  part: (content: SeedContent) => C,
): void {
  for (const plant of plants)
    for (const { item, unit, revision } of items) {
      const content = revisions.find((one) => one.item === item && one.revision === revision);
      book.seed(item, plant, unit, revision, part(content ?? NO_CONTENT));
    }
}
