import type { TrytonCaller } from './rpc';

/**
 * An inspection names no lot: it is of the lots that its order made, or that its shipment moves.
 * @param origin such as `production,5`
 */
export async function lotsOf(tryton: TrytonCaller, origin: string | null): Promise<string[]> {
  if (origin === null) return [];
  const [model, id] = origin.split(',') as [string, string];
  const made = model === 'production' ? ['production_output', '=', Number(id)] : ['shipment', '=', origin];
  const domain = [made, ['lot', '!=', null], ['state', '!=', 'cancelled']];
  const moves = await tryton.find<{ 'lot.': { number: string }; 'product.': { code: string } }>(
    'stock.move',
    domain,
    ['lot.number', 'product.code'],
  );
  return [...new Set(moves.map((move) => `${move['product.'].code}:${move['lot.'].number}`))];
}
