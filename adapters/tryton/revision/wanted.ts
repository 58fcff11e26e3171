import type { RevisionPackage } from '../../../contracts/revision';
import type { Ask } from '../../port';
import type { Instance } from '../context';
import { TrytonRefusal } from '../refusal';
import type { TrytonCaller } from '../rpc';
import type { Label } from './label';

/** One ask about an item's revision, with the records' labels. */
export interface Wanted {
  readonly package: RevisionPackage;
  /** Of an operation's work centres, those that the plant has. */
  readonly workCentres: readonly string[];
  readonly change: string;
  /** Of the revision to come: while it is staged, and once it is in use. */
  readonly staged: Label;
  readonly use: Label;
  /** Of the revision that it follows. */
  readonly old: Label;
}

export interface Product {
  readonly id: number;
  /** Id of its unit. */
  readonly unit: number;
}

/** @throws Error for an ask that is not about a revision: a mistake of ours */
export function wantedOf({ detail, subject }: Ask): Wanted {
  if (!detail.revision) throw new Error(`The ask about item ${subject.id} names no revision.`);
  const { change, package: revision, workCentres } = detail.revision;
  const use: Label = { revision: revision.to, mark: null };
  return {
    package: revision,
    workCentres,
    change,
    staged: { ...use, mark: { state: 'staged', change } },
    use,
    old: { revision: revision.from, mark: null },
  };
}

/** A BOM's link, its routing and a quality control are not a plant's: an instance keeps revisions for one plant alone. */
export const keepsFor = ({ plant }: Instance, asked: string): boolean => plant === asked;

/** @throws TrytonRefusal for another plant than the instance's own */
export function checkPlant(instance: Instance, asked: string): void {
  if (keepsFor(instance, asked)) return;
  const { system } = instance.rpc;
  throw new TrytonRefusal(
    'OtherPlant',
    instance.plant === null
      ? `A Tryton instance keeps revisions for one plant: name it as options.plant of ${system} in the topology.`
      : `${system} keeps revisions for ${instance.plant} alone: its BOMs are not by plant. Give ${asked} an instance of its own.`,
  );
}

/** @returns null when the instance does not know the item */
export async function findProduct(tryton: TrytonCaller, item: string): Promise<Product | null> {
  const [found] = await tryton.find<{ id: number; default_uom: number }>(
    'product.product',
    [['code', '=', item]],
    ['default_uom'],
  );
  return found ? { id: found.id, unit: found.default_uom } : null;
}

/** @throws TrytonRefusal when the instance does not know the item */
export async function productOf(tryton: TrytonCaller, { package: { item } }: Wanted): Promise<Product> {
  const product = await findProduct(tryton, item);
  if (!product)
    throw new TrytonRefusal('Missing', `There is no product with code "${item}" in this instance.`);
  return product;
}

export const notStaged = ({ change, package: { item } }: Wanted): TrytonRefusal =>
  new TrytonRefusal('NotStaged', `${change} has staged nothing, or not all, of ${item} here.`);
