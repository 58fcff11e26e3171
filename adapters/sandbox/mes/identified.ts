import type { Ask, CallContext } from '../../port';
import { inBatches, query, type SandboxSystem } from '../calls';
import { SerialLots } from './made';

/** How many pieces of each serial part the MES knows to be built into the lot. @throws SystemFailure */
export async function mesIdentified(
  system: SandboxSystem,
  { subject, detail }: Ask,
  context: CallContext,
): Promise<{ hold: string; quantity: string }[]> {
  const parts = (detail.parts ?? []).flatMap(({ hold, by }) =>
    'serials' in by ? [{ hold, serials: by.serials }] : [],
  );
  const all = [...new Set(parts.flatMap(({ serials }) => serials))];
  const built = await inBatches(all, (some) =>
    query(system, '/serial-queries', { serials: some }, SerialLots, context),
  );
  const here = new Set(built.flatMap(({ serial, lot }) => (lot === subject.id ? [serial] : [])));
  return parts.map(({ hold, serials }) => ({
    hold,
    quantity: String(new Set(serials.filter((serial) => here.has(serial))).size),
  }));
}
