import { z } from 'zod';
import type { Made, MadeAsk } from '../../../contracts/made';
import type { CallContext } from '../../port';
import { get, inBatches, listOf, query, type SandboxSystem } from '../calls';

const Output = listOf('lots', z.object({ lot: z.string() }));
/** The lot that each serial was built into; null: none is known. */
export const SerialLots = listOf('serials', z.object({ serial: z.string(), lot: z.string().nullable() }));

/** The production log by order and by work centre, and the lots that serials were built into. @throws SystemFailure */
export async function mesMade(
  system: SandboxSystem,
  { orders, workCentres, serials }: MadeAsk,
  context: CallContext,
): Promise<Made[]> {
  const made: Made[] = [];
  for (const id of orders)
    for (const { lot } of await get(system, `/orders/${encodeURIComponent(id)}/output`, Output, context))
      made.push({ lot, of: { kind: 'order', id } });
  for (const { id, from, to } of workCentres) {
    const window = new URLSearchParams({ from, ...(to === null ? {} : { to }) });
    const path = `/work-centres/${encodeURIComponent(id)}/output?${window.toString()}`;
    for (const { lot } of await get(system, path, Output, context))
      made.push({ lot, of: { kind: 'work-centre', id } });
  }
  const built = await inBatches(serials, (some) =>
    query(system, '/serial-queries', { serials: some }, SerialLots, context),
  );
  for (const { serial, lot } of built)
    if (lot !== null) made.push({ lot, of: { kind: 'serial', id: serial } });
  return made;
}
