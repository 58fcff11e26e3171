import { TrytonRefusal } from '../refusal';
import type { TrytonCaller } from '../rpc';
import { parseLabel } from './label';

const LINK = 'product.product-production.bom';

interface Row {
  readonly id: number;
  readonly sequence: number | null;
  readonly routing: number | null;
  readonly _timestamp: string;
  readonly 'bom.': { readonly id: number; readonly code: string | null; readonly active: boolean };
}

/** A BOM that an item is made by. The first is the one that new orders get; Tryton does not ask whether it is archived. */
export interface Link {
  readonly id: number;
  readonly sequence: number | null;
  readonly bom: number;
  readonly routing: number | null;
  readonly code: string | null;
  /** Of the BOM. */
  readonly active: boolean;
  /** Null: the BOM's code is no label of the item, or a marked one. */
  readonly revision: string | null;
  readonly timestamp: string;
}

/** In Tryton's own order. */
export async function linksOf(tryton: TrytonCaller, item: string): Promise<Link[]> {
  const fields = ['sequence', 'routing', '_timestamp', 'bom.code', 'bom.active'];
  const rows = await tryton.find<Row>(LINK, [['product.code', '=', item]], fields, {}, [
    ['sequence', 'ASC NULLS FIRST'],
    ['id', 'ASC'],
  ]);
  return rows.map(({ 'bom.': bom, ...row }) => {
    const label = parseLabel(item, bom.code ?? '');
    return {
      id: row.id,
      sequence: row.sequence,
      bom: bom.id,
      routing: row.routing,
      code: bom.code,
      active: bom.active,
      revision: label?.mark === null ? label.revision : null,
      timestamp: row._timestamp,
    };
  });
}

/**
 * The link of the revision in use.
 * @throws TrytonRefusal when that is not the revision that the change starts from
 */
export async function linkInUse(tryton: TrytonCaller, item: string, revision: string): Promise<Link> {
  const [first] = await linksOf(tryton, item);
  if (first?.revision === revision) return first;
  throw new TrytonRefusal(
    'OtherRevision',
    first
      ? `The first BOM of ${item} is "${first.code}", not "${item}/${revision}": put its BOMs in order, or mend the code.`
      : `${item} has no BOM: link "${item}/${revision}" to the product.`,
  );
}

/** Puts a BOM and its routing before all others of the item. */
export async function linkFirst(
  tryton: TrytonCaller,
  product: number,
  links: readonly Link[],
  { bom, routing }: { readonly bom: number; readonly routing: number | null },
): Promise<void> {
  if (links[0]?.bom === bom && links[0].routing === routing) return;
  const known = links.find((link) => link.bom === bom);
  if (known) await unlink(tryton, known);
  await tryton.create(LINK, { product, bom, routing, sequence: (links[0]?.sequence ?? 1) - 1 });
}

/** Only as it was read: a link that somebody changed meanwhile is left to be read again. */
export const unlink = (tryton: TrytonCaller, { id, timestamp }: Link): Promise<void> =>
  tryton.remove(LINK, [id], { _timestamp: { [`${LINK},${id}`]: timestamp } });
