import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ChangePackage } from '../../../contracts/engineering-change';
import { RevisionPackage } from '../../../contracts/revision';
import type { CallContext } from '../../port';
import { getIfKnown, type SandboxSystem } from '../calls';

const Change = z.object({
  id: z.string(),
  text: z.string(),
  state: z.enum(['in work', 'approved', 'withdrawn']),
  classes: ChangePackage.shape.classes,
  effectivity: ChangePackage.shape.effectivity,
  affectedItems: z.array(RevisionPackage.omit({ latest: true }).extend({ newest: z.string() })).min(1),
  releasedComponents: ChangePackage.shape.released,
});
const Document = z.object({ content: z.string() });

/** The change with its revisions, and the hash of each document as the vault has it: not as the change says. */
export async function plmPackage(
  system: SandboxSystem,
  id: string,
  context: CallContext,
): Promise<ChangePackage | null> {
  const path = `/changes/${encodeURIComponent(id)}`;
  const change = await getIfKnown(system, path, Change, context, 'UNKNOWN_CHANGE');
  if (!change) return null;
  const { text, state, classes, effectivity, releasedComponents } = change;
  const items = change.affectedItems.map(({ newest, ...item }) => ({ ...item, latest: newest }));
  const names = new Set(
    items.flatMap(({ routing }) =>
      routing.flatMap(({ instruction }) => (instruction ? [instruction.document] : [])),
    ),
  );
  const documents = await Promise.all([...names].map((name) => readDocument(system, name, context)));
  return {
    id: change.id,
    text,
    approved: state === 'approved',
    classes,
    effectivity,
    items,
    released: releasedComponents,
    documents: documents.filter((one) => one !== null),
  };
}

async function readDocument(
  system: SandboxSystem,
  document: string,
  context: CallContext,
): Promise<ChangePackage['documents'][number] | null> {
  const path = `/documents/${encodeURIComponent(document)}`;
  const stored = await getIfKnown(system, path, Document, context, 'UNKNOWN_DOCUMENT');
  return stored && { document, hash: createHash('sha256').update(stored.content, 'utf8').digest('hex') };
}
