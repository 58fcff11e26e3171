import { z } from 'zod';
import type { SnapshotPage, SnapshotQuestion } from '../../contracts/snapshot';
import { type CallContext } from '../port';
import { query, type SandboxSystem } from './calls';

/** One list that a system gives page by page, and what a page of it says in common words. */
export interface Section {
  readonly name: string;
  read(
    system: SandboxSystem,
    question: { plant: string; after: string | null; limit: number; only: readonly string[] | null },
    context: CallContext,
  ): Promise<Partial<SnapshotPage> & Pick<SnapshotPage, 'asOf' | 'next'>>;
}

/** A list of a sandbox system. @param most lines on one page, where each is more work than a lot */
export const section = <S extends z.ZodType>(
  name: string,
  path: string,
  list: string,
  line: S,
  say: (lines: z.infer<S>[]) => Partial<SnapshotPage>,
  most = Infinity,
): Section => ({
  name,
  async read(system, question, context) {
    const Page = z.object({ asOf: z.iso.datetime(), next: z.string().nullable(), [list]: z.array(line) });
    const asked = { ...question, limit: Math.min(question.limit, most) };
    const page = await query(system, path, asked, Page, context);
    return {
      asOf: page.asOf as string,
      next: page.next as string | null,
      ...say(page[list] as z.infer<S>[]),
    };
  },
});

const NOTHING = { lots: [], productions: [], orders: [], serials: [] } as const;

/**
 * A page of the system's lists, one list after the other; the first one is its lots. The cursor is the name of the list and the
 * last id that was read of it. @throws SystemFailure
 */
export async function snapshotOf(
  system: SandboxSystem,
  sections: readonly Section[],
  { plant, cursor, lots, limit }: SnapshotQuestion,
  context: CallContext,
): Promise<SnapshotPage> {
  const [name = '', after = ''] = cursor === null ? [] : cursor.split(/:(.*)/s);
  const at = Math.max(
    sections.findIndex((one) => one.name === name),
    0,
  );
  const current = sections[at]!;
  const page = await current.read(
    system,
    { plant, after: after === '' ? null : after, limit, only: lots },
    context,
  );
  const following = lots ? undefined : sections[at + 1];
  const next = page.next === null ? following && `${following.name}:` : `${current.name}:${page.next}`;
  return { ...NOTHING, ...page, next: next ?? null };
}
