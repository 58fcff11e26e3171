import type { TrytonCaller } from '../rpc';

export interface WorkCentre {
  readonly name: string;
  readonly category: number | null;
}

/** Those in use. A work centre is known by its name. */
export const workCentresOf = (tryton: TrytonCaller): Promise<WorkCentre[]> =>
  tryton.find<WorkCentre>('production.work.center', [], ['name', 'category']);

/** The category that has exactly these work centres: any other would let an order go to one that was not meant. */
export function categoryOf(names: readonly string[], centres: readonly WorkCentre[]): number | undefined {
  const category = centres.find(({ name }) => name === names[0])?.category;
  const members = centres.filter((centre) => centre.category === category);
  const isExact = members.length === names.length && members.every(({ name }) => names.includes(name));
  return isExact ? (category ?? undefined) : undefined;
}
