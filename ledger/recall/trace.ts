import type { Pool } from 'pg';
import { Problem } from '../../contracts/problem';
import type { RecallDrillRequest } from '../../contracts/recall-drill';
import { depthsFrom } from '../../domain/genealogy';
import type { LotFacts, Trace } from '../../domain/recall-report';
import { gapsOf } from '../genealogy-gaps';
import { lotsOfSupplierLots } from '../lots';
import type { Tx } from '../pool';
import { reading } from '../transaction';
import { lotsOf, ordersOf, shippedOf } from './facts';

/**
 * Everything that the ledger knows of what would be recalled, as of one instant: what was made of it over any depth, what that
 * and it were made of, where it lies, and what has left. Nothing is written.
 * @throws Problem `nothing-to-trace`
 */
export const traceRecall = (pool: Pool, request: Omit<RecallDrillRequest, 'reason'>): Promise<Trace> =>
  reading(pool, async (tx) => {
    const roots = await rootsOf(tx, request);
    const made = await reach(tx, roots, 'forward');
    const origins = await reach(tx, [...made.keys()], 'backward');
    const place = (lot: string): Pick<LotFacts, 'trace' | 'depth'> => {
      const depth = made.get(lot);
      if (depth === undefined) return { trace: 'origin', depth: origins.get(lot) ?? 0 };
      return { trace: depth === 0 ? 'recalled' : 'made', depth };
    };
    const all = [...new Set([...made.keys(), ...origins.keys()])];
    const recalled = [...made.keys()];
    const lots = (await lotsOf(tx, all)).map((lot) => ({ ...lot, ...place(lot.lot) }));
    return {
      lots: lots.sort(byTrace),
      shipped: await shippedOf(tx, recalled),
      orders: await ordersOf(tx, recalled),
      gaps: (await gapsOf(tx, all)).map(({ lot, text }) => ({ lot, text })),
    };
  });

const ORDER = { recalled: 0, made: 1, origin: 2 } as const;
const byTrace = (a: LotFacts, b: LotFacts): number =>
  ORDER[a.trace] - ORDER[b.trace] || a.depth - b.depth || (a.lot < b.lot ? -1 : 1);

async function rootsOf(
  tx: Tx,
  { lot, supplier, supplierLot }: Omit<RecallDrillRequest, 'reason'>,
): Promise<string[]> {
  if (lot !== undefined) {
    const found = await tx.query({
      name: 'recall-root',
      text: 'select from lot where lot = $1 and (known or exists (select from material_line line where line.lot = $1))',
      values: [lot],
    });
    if (found.rows.length > 0) return [lot];
    throw nothing(`No system has told of ${lot}.`, '/lot');
  }
  const delivered =
    supplier === undefined || supplierLot === undefined
      ? []
      : await lotsOfSupplierLots(tx, [{ supplier, supplierLot }]);
  if (delivered.length > 0) return delivered;
  throw nothing(`No system has told of a lot that ${supplier} delivered as ${supplierLot}.`, '/supplierLot');
}

const nothing = (detail: string, pointer: string) =>
  new Problem('nothing-to-trace', detail, [{ pointer, detail: 'nobody knows it' }]);

const EDGES = {
  forward: edges('parent', 'child'),
  backward: edges('child', 'parent'),
};

function edges(near: string, far: string): string {
  return `with recursive reached (lot) as (
      select unnest($1::text[])
      union
      select genealogy.${far} from genealogy join reached on genealogy.${near} = reached.lot
    ) select distinct parent as "from", child as "to" from genealogy where ${near} in (select lot from reached)`;
}

/** @returns what is reached from these lots, and they themselves, with how many steps it takes, the shortest way */
async function reach(
  tx: Tx,
  roots: readonly string[],
  direction: 'forward' | 'backward',
): Promise<Map<string, number>> {
  const found = await tx.query<{ from: string; to: string }>({
    name: `recall-${direction}`,
    text: EDGES[direction],
    values: [roots],
  });
  // One step before the lots is what leads to each of them.
  const start = roots.map((lot) => (direction === 'forward' ? { from: '', to: lot } : { from: lot, to: '' }));
  const depths = depthsFrom('', [...start, ...found.rows], direction);
  depths.delete('');
  return new Map([...depths].map(([lot, depth]) => [lot, depth - 1]));
}
