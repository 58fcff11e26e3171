import type { IdentifiedBy } from '../../contracts/hold';
import { Problem, type FieldError } from '../../contracts/problem';
import type { Topology } from '../../contracts/topology';
import { itemsOf } from '../lots';
import type { Tx } from '../pool';
import { lotsOfSerials } from './lots';

/** Pieces that were named one by one: those that are an identified part of a lot, and those whose lot nobody knows yet. */
export interface Pieces {
  /** Serials by their lot. */
  readonly parts: ReadonlyMap<string, readonly string[]>;
  readonly alone: readonly string[];
}

export async function piecesOf(tx: Tx, serials: readonly string[]): Promise<Pieces> {
  const lots = await lotsOfSerials(tx, serials);
  const parts = new Map<string, string[]>();
  for (const [serial, lot] of lots) parts.set(lot, [...(parts.get(lot) ?? []), serial]);
  return { parts, alone: serials.filter((serial) => !lots.has(serial)) };
}

/** What an account covers of a lot by these serials: a piece each. */
export const partOf = (serials: readonly string[]): { quantity: string; part: IdentifiedBy } => ({
  quantity: String(serials.length),
  part: { serials: [...serials] },
});

/** @throws Problem that names every serial that is wrong: `unknown-item`, or `invalid-request` of what is not counted in pieces */
export function checkSerials(topology: Topology, serials: readonly string[]): void {
  const items = itemsOf(
    topology,
    serials.map((lot, index) => ({ lot, pointer: `/scope/serials/${index}` })),
  );
  const errors: FieldError[] = serials.flatMap((serial, index) => {
    const pointer = `/scope/serials/${index}`;
    const unit = items.get(serial)?.unit;
    if (unit !== 'EA') return [{ pointer, detail: `its item is counted in ${unit}, not in pieces` }];
    return serials.indexOf(serial) < index ? [{ pointer, detail: `${serial} is named twice` }] : [];
  });
  if (errors.length > 0)
    throw new Problem('invalid-request', 'A serial cannot be held so; nothing was written.', errors);
}
