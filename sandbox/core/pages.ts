import { z } from 'zod';
import { read, type Route } from './route';
import type { Collection } from './store';

const Page = z.object({
  plant: z.string().min(1),
  /** Id of the last thing on the page before; null: the first page. */
  after: z.string().nullable(),
  limit: z.int().min(1).max(1000),
  /** Only these, on one page. */
  only: z.array(z.string()).max(1000).nullish(),
});

/** A call that reads all that a plant has of something, page by page, in the order of ids. */
export function pagesOf<T>(
  operation: string,
  path: string,
  list: string,
  documents: Pick<Collection<T>, 'ids' | 'get'>,
  isMeant: (document: T, plant: string) => boolean,
  show: (document: T) => object,
): Route {
  return read(operation, 'post', path, Page, ({ plant, after, limit, only }) => {
    const found = only
      ? only.flatMap((id) => meant(id, plant))
      : take(documents.ids(), after, limit + 1, (id) => meant(id, plant));
    const page = only ? found : found.slice(0, limit);
    return {
      // What happened until now is on the page, and no later than now what happens next.
      asOf: new Date().toISOString(),
      [list]: page.map(({ document }) => show(document)),
      next: !only && found.length > limit ? (page.at(-1)?.id ?? null) : null,
    };
  });

  function meant(id: string, plant: string): { id: string; document: T }[] {
    const document = documents.get(id);
    return document !== undefined && isMeant(document, plant) ? [{ id, document }] : [];
  }
}

function take<T>(
  ids: readonly string[],
  after: string | null,
  most: number,
  find: (id: string) => readonly T[],
): T[] {
  const taken: T[] = [];
  for (let at = after === null ? 0 : firstAfter(ids, after); at < ids.length && taken.length < most; at++)
    taken.push(...find(ids[at]!));
  return taken;
}

/** Place of the first id after this one, whether this one is still there or not. */
function firstAfter(ids: readonly string[], after: string): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ids[middle]! <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
