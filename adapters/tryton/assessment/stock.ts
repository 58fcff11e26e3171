import type { OpenObject } from '../../../contracts/assessment';
import { add } from '../../../domain/decimal';
import type { Instance } from '../context';
import { parseLabel } from '../revision/label';
import type { TrytonCaller } from '../rpc';
import { placesOf } from '../site';
import { codeOfUnit } from '../units';
import { quantityOf, today, trytonDate } from '../values';

interface Row {
  readonly id: number;
  readonly number: string;
  readonly quantity: number;
  readonly 'default_uom.': { readonly symbol: string };
}

/**
 * Stock of an item by lot, in the house and in quarantine. A lot has no revision in Tryton: it is that of the BOM by
 * which its order made it, and where that is not known, the one in use.
 * @param inUse revision; null: the instance names none
 */
export async function stockOf(
  tryton: TrytonCaller,
  { site }: Instance,
  item: string,
  inUse: string | null,
): Promise<OpenObject[]> {
  const { warehouse, quarantine } = await placesOf(tryton, site);
  // One by one: asked for a warehouse and another location at once, Tryton answers zero, not an error.
  const rows = [...(await lying(tryton, item, warehouse)), ...(await lying(tryton, item, quarantine))];
  const made = await revisionsMade(tryton, item, rows);
  const lots = new Map<string, OpenObject>();
  for (const { id, number, quantity, 'default_uom.': unit } of rows) {
    const lot = `${item}:${number}`;
    lots.set(lot, {
      object: 'stock',
      id: lot,
      item,
      revision: made.get(id) ?? inUse ?? '',
      quantity: add(lots.get(lot)?.quantity ?? '0', quantityOf(quantity)),
      unit: codeOfUnit(unit.symbol) ?? unit.symbol,
      made: null,
    });
  }
  return [...lots.values()];
}

/** Lots of the item of which some lies in a location or below it today. */
const lying = (tryton: TrytonCaller, item: string, location: number): Promise<Row[]> =>
  tryton.find<Row>(
    'stock.lot',
    [
      ['product.code', '=', item],
      ['quantity', '>', 0],
    ],
    ['number', 'quantity', 'default_uom.symbol'],
    { locations: [location], stock_date_end: trytonDate(today()), active_test: false },
  );

async function revisionsMade(
  tryton: TrytonCaller,
  item: string,
  lots: readonly Row[],
): Promise<ReadonlyMap<number, string>> {
  const domain = [
    ['lot', 'in', lots.map(({ id }) => id)],
    ['production_output.bom', '!=', null],
  ];
  const moves = await tryton.find<{
    lot: number;
    'production_output.': { 'bom.': { code: string | null } };
  }>('stock.move', domain, ['lot', 'production_output.bom.code']);
  return new Map(
    moves.flatMap((move) => {
      const label = parseLabel(item, move['production_output.']['bom.'].code ?? '');
      return label ? [[move.lot, label.revision] as const] : [];
    }),
  );
}
