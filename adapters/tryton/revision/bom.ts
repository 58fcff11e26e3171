import type { BomLine } from '../../../contracts/revision';
import { TrytonRefusal } from '../refusal';
import type { TrytonCaller } from '../rpc';
import { codeOfUnit, symbolOfUnit } from '../units';
import { quantityOf } from '../values';
import { copyOf } from './definitions';
import { labelOf } from './label';
import { findProduct, type Wanted } from './wanted';

const BOM = 'production.bom';
const LINE = 'production.bom.input';

interface Line {
  readonly id: number;
  readonly quantity: number;
  readonly 'product.': { readonly code: string | null } | null;
  readonly 'unit.': { readonly symbol: string };
}

/**
 * The lines as the PLM would write them. A line names a product, not its revision, which is that product's own affair:
 * the revision is taken from what was asked.
 */
export async function readBom(
  tryton: TrytonCaller,
  bom: number,
  asked: readonly BomLine[],
): Promise<BomLine[]> {
  return (await linesOf(tryton, bom)).map((line) => {
    const item = line['product.']?.code ?? 'a phantom BOM';
    const { symbol } = line['unit.'];
    return {
      item,
      revision: asked.find((one) => one.item === item)?.revision ?? '',
      quantity: quantityOf(line.quantity),
      unit: codeOfUnit(symbol) ?? symbol,
    };
  });
}

/**
 * Copies the BOM in use, so that what the PLM does not know of stays (by-products, a tolerance), and archives the copy
 * in the very call that gives it its lines: nobody is offered it half made.
 */
export async function stageBom(tryton: TrytonCaller, wanted: Wanted, inUse: number): Promise<number> {
  const { item, to, bom: asked } = wanted.package;
  const lines = await Promise.all(asked.map((line) => inputOf(tryton, line)));
  const id = await copyOf(tryton, BOM, inUse, labelOf(item, wanted.staged), {
    name: `${item} revision ${to}`,
    routings: [],
  });
  const copied = (await linesOf(tryton, id)).map((line) => line.id);
  await tryton.write(BOM, [id], {
    inputs: [
      ['delete', copied],
      ['create', lines],
    ],
    active: false,
  });
  return id;
}

const linesOf = (tryton: TrytonCaller, bom: number) =>
  tryton.find<Line>(LINE, [['bom', '=', bom]], ['quantity', 'product.code', 'unit.symbol']);

/**
 * A line as Tryton is given it.
 * @throws TrytonRefusal when the instance lacks the product or the unit
 */
export async function inputOf(
  tryton: TrytonCaller,
  { item, quantity, unit }: BomLine,
): Promise<Record<string, unknown>> {
  const product = await findProduct(tryton, item);
  if (!product)
    throw new TrytonRefusal(
      'Missing',
      `BOM line ${item}: there is no product with that code in this instance.`,
    );
  const symbol = symbolOfUnit(unit) ?? unit;
  const [found] = await tryton.find<{ id: number }>('product.uom', [['symbol', '=', symbol]], []);
  if (!found)
    throw new TrytonRefusal('Unit', `BOM line ${item}: Tryton has no unit of measure for "${unit}".`);
  return { product: product.id, unit: found.id, quantity: Number(quantity) };
}
