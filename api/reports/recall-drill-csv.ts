import type { RecallDrill, TracedLot } from '../../contracts/recall-drill';
import { csv } from './csv';

export const RECALL_TABLES = ['lots', 'customers'] as const;
export type RecallTable = (typeof RECALL_TABLES)[number];

/** A drill's lots with their mass balance, or who has what of them, as a table for a spreadsheet. */
export const recallDrillCsv = (drill: RecallDrill, table: RecallTable): string =>
  table === 'lots' ? lots(drill) : customers(drill);

const lots = (drill: RecallDrill): string =>
  csv(
    [
      'lot',
      'item',
      'trace',
      'depth',
      'supplier',
      'supplierLot',
      'unit',
      'made',
      'inStock',
      'consumed',
      'shipped',
      'scrapped',
      'returned',
      'unaccounted',
      'percent',
      'places',
      'holds',
    ],
    drill.lots.map(({ balance, ...lot }) => [
      lot.lot,
      lot.item,
      lot.trace,
      lot.depth,
      lot.supplier,
      lot.supplierLot,
      lot.unit,
      balance?.made ?? null,
      balance?.inStock ?? null,
      balance?.consumed ?? null,
      balance?.shipped ?? null,
      balance?.scrapped ?? null,
      balance?.returned ?? null,
      balance?.unaccounted ?? null,
      balance?.percent ?? null,
      placesOf(lot).join('; '),
      lot.holds.join('; '),
    ]),
  );

/** "lyon LYON-STORE 300", "lyon IN-TRANSIT 1200 (in-transit)" */
export const placesOf = ({ stock }: Pick<TracedLot, 'stock'>): string[] =>
  stock.map(
    ({ plant, location, quantity, special }) =>
      `${plant} ${location} ${quantity}${special === null ? '' : ` (${special})`}`,
  );

const customers = ({ moves }: RecallDrill): string =>
  csv(
    ['customer', 'kind', 'reference', 'lot', 'quantity', 'unit', 'system', 'at'],
    moves
      .filter(({ customer }) => customer !== null)
      .map(({ customer, kind, reference, lot, quantity, system, at }) => [
        customer,
        kind,
        reference,
        lot,
        quantity.value,
        quantity.unit,
        system,
        at,
      ]),
  );
