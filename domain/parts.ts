import type { IdentifiedBy } from '../contracts/hold';

const isSamePart = (a: IdentifiedBy, b: IdentifiedBy): boolean => nameOfPart(a) === nameOfPart(b);

/** A part in one line, for notes and for comparing. */
export function nameOfPart(by: IdentifiedBy): string {
  if ('serials' in by) return `serials ${[...by.serials].sort().join(', ')}`;
  if ('handlingUnit' in by) return `handling unit ${by.handlingUnit}`;
  return 'subLot' in by ? `sub-lot ${by.subLot}` : `location ${by.location}`;
}

/**
 * What one hold covers of a lot once a further part of it joins.
 * @returns null where the two are not told from each other: it is the whole lot then
 */
export function joinParts(a: IdentifiedBy, b: IdentifiedBy): { by: IdentifiedBy; more: string } | null {
  if (isSamePart(a, b)) return { by: a, more: '0' };
  if (!('serials' in a && 'serials' in b)) return null;
  const serials = new Set([...a.serials, ...b.serials]);
  return { by: { serials: [...serials] }, more: String(serials.size - new Set(a.serials).size) };
}
