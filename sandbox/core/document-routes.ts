import { z } from 'zod';
import { type DocumentBook, DocumentLine } from './documents';
import type { Effects } from './effects';
import { batch, read, type Route, write } from './route';

/** The words in which one system speaks of its documents. */
export interface DocumentWords {
  /** Operation and singular, such as `scrap-posting`; its path is `/<name>s`. */
  readonly name: string;
  /** Field of a line that says what is to be done, and its values. */
  readonly field: string;
  readonly actions: readonly [string, ...string[]];
  /** What people call finishing one, `POST /<name>s/:reference/<done>`; left out where posting is all. */
  readonly done?: string;
}

/** Order, read back and finish documents: the same three calls in every system, in its own words. */
export function documentRoutes(book: DocumentBook, effects: Effects, words: DocumentWords): Route[] {
  const { name, field, actions, done } = words;
  const Line = DocumentLine.and(z.object({ [field]: z.enum(actions) }));
  const finishing = done === undefined ? [] : [finish(book, effects, name, done)];
  return [
    batch(
      effects,
      name,
      `/${name}s`,
      `${name}s`,
      Line,
      (line) => line.reference,
      (line) => {
        const action = String(line[field]);
        const { number, state } = book.order({ ...line, action });
        return { number, state };
      },
    ),
    read(`${name}-query`, 'post', `/${name}-queries`, References, ({ references }) => ({
      [`${name}s`]: references.map((reference) => book.get(reference) ?? { reference, state: null }),
    })),
    ...finishing,
  ];
}

const References = z.object({ references: z.array(z.string()).max(1000) });

function finish(book: DocumentBook, effects: Effects, name: string, done: string): Route {
  return write(
    effects,
    `${name}-${done}`,
    `/${name}s/:reference/${done}`,
    z.object({ output: z.string().min(1).nullable().default(null) }),
    (_input, request) => String(request.params.reference),
    ({ output }, request) => book.finish(String(request.params.reference), output),
  );
}
