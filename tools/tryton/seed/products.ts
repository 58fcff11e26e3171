import type { TrytonCaller } from '../../../adapters/tryton/rpc';
import { trytonDecimal } from '../../../adapters/tryton/values';

export const ITEMS = ['BRACKET-100', 'PIN-10', 'PLATE-7', 'BAR-3', 'SHEET-4'] as const;
export type SeededItem = (typeof ITEMS)[number];
export type Products = Readonly<Record<SeededItem, { readonly id: number; readonly unit: number }>>;

const NAMES: Record<SeededItem, string> = {
  'BRACKET-100': 'Wing bracket',
  'PIN-10': 'Pin, 10 mm',
  'PLATE-7': 'Plate',
  'BAR-3': 'Aluminium bar',
  'SHEET-4': 'Aluminium sheet',
};
/** Every move of them names its lot: one without could be filled in by hand with a held one. */
const LOT_REQUIRED = ['supplier', 'customer', 'lost_found', 'storage', 'production'];

/** What is bought is measured, all else is counted. */
const SYMBOLS: Partial<Record<SeededItem, string>> = { 'BAR-3': 'm', 'SHEET-4': 'm²' };

export async function seedProducts(admin: TrytonCaller): Promise<Products> {
  const entries = ITEMS.map(async (code) => {
    const symbol = SYMBOLS[code];
    const salable = code === 'BRACKET-100' || code === 'PIN-10';
    const what = {
      code,
      name: NAMES[code],
      symbol: symbol ?? 'u',
      producible: symbol === undefined,
      salable,
    };
    return [code, await createProduct(admin, what)] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Products;
}

/** A product that is kept by lot. @param what `symbol` is its unit's */
export async function createProduct(
  admin: TrytonCaller,
  what: {
    readonly code: string;
    readonly name: string;
    readonly symbol: string;
    readonly producible: boolean;
    readonly salable: boolean;
  },
): Promise<Products[SeededItem]> {
  const { code, name, symbol, producible, salable } = what;
  const [unit] = await admin.find<{ id: number }>('product.uom', [['symbol', '=', symbol]], []);
  const template = await admin.create('product.template', {
    name,
    code,
    type: 'goods',
    default_uom: unit!.id,
    list_price: trytonDecimal('10'),
    cost_price_method: 'fixed',
    lot_required: LOT_REQUIRED,
    shelf_life_state: 'optional',
    expiration_state: 'none',
    producible,
    ...(salable ? { salable, sale_uom: unit!.id } : {}),
    products: [['create', [{ cost_price: trytonDecimal('1') }]]],
  });
  const [product] = await admin.find<{ id: number }>('product.product', [['template', '=', template]], []);
  return { id: product!.id, unit: unit!.id };
}
