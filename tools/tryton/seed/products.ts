import type { TrytonCaller } from '../../../adapters/tryton/rpc';
import { trytonDecimal } from '../../../adapters/tryton/values';

export const ITEMS = ['BRACKET-100', 'PIN-10', 'PLATE-7', 'BAR-3'] as const;
export type SeededItem = (typeof ITEMS)[number];
export type Products = Readonly<Record<SeededItem, { readonly id: number; readonly unit: number }>>;

const NAMES: Record<SeededItem, string> = {
  'BRACKET-100': 'Wing bracket',
  'PIN-10': 'Pin, 10 mm',
  'PLATE-7': 'Plate',
  'BAR-3': 'Aluminium bar',
};
/** Every move of them names its lot: one without could be filled in by hand with a held one. */
const LOT_REQUIRED = ['supplier', 'customer', 'lost_found', 'storage', 'production'];

/** Bar is counted in metres, all else in pieces. */
export async function seedProducts(admin: TrytonCaller): Promise<Products> {
  const units = await admin.find<{ id: number; symbol: string }>(
    'product.uom',
    [['symbol', 'in', ['u', 'm']]],
    ['symbol'],
  );
  const entries = await Promise.all(
    ITEMS.map(async (code) => {
      const unit = units.find(({ symbol }) => symbol === (code === 'BAR-3' ? 'm' : 'u'))!.id;
      const salable = code === 'BRACKET-100' || code === 'PIN-10';
      const template = await admin.create('product.template', {
        name: NAMES[code],
        code,
        type: 'goods',
        default_uom: unit,
        list_price: trytonDecimal('10'),
        cost_price_method: 'fixed',
        lot_required: LOT_REQUIRED,
        shelf_life_state: 'optional',
        expiration_state: 'none',
        producible: salable,
        ...(salable ? { salable, sale_uom: unit } : {}),
        products: [['create', [{ cost_price: trytonDecimal('1') }]]],
      });
      const [product] = await admin.find<{ id: number }>(
        'product.product',
        [['template', '=', template]],
        ['id'],
      );
      return [code, { id: product!.id, unit }] as const;
    }),
  );
  return Object.fromEntries(entries) as Products;
}
