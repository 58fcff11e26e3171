import type { HoldRequest, IdentifiedBy, LotScope, Scope } from '../contracts/hold';
import { Problem, type FieldError } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import { compare } from '../domain/decimal';
import type { NewAccount } from './accounts';
import { ensureLots, itemsOf, lotsOfSupplierLots, withDescendants, type KnownLot } from './lots';
import type { Tx } from './pool';
import { lotsOfOrders, lotsOfWorkCentres } from './scope/lots';
import { checkSerials, partOf, piecesOf } from './scope/serials';
import { inLotUnit } from './units';

/**
 * Every lot that the scope means now, with the quantity to account for.
 * @param plant who raises the hold: the work centres are this plant's
 */
export async function material(
  tx: Tx,
  topology: Topology,
  scope: Scope,
  plant: string,
  now: Date,
): Promise<NewAccount[]> {
  const named = scope.lots ?? [];
  const whole = [
    ...(await lotsOfSupplierLots(tx, scope.supplierLots ?? [])),
    ...(await lotsOfOrders(tx, scope.orders ?? [])),
    ...(await lotsOfWorkCentres(tx, plant, scope.workCentres ?? [])),
  ];
  const serials = await piecesOf(tx, scope.serials ?? []);
  const all = await withDescendants(tx, [
    ...named.map((entry) => entry.lot),
    ...whole,
    ...serials.alone,
    ...serials.parts.keys(),
  ]);
  const known = await ensureLots(tx, topology, all, now);
  const entries = new Map(named.map((entry, index) => [entry.lot, { entry, index }]));
  const wholly = new Set(whole);
  return all.flatMap((lot) => {
    const row = known.get(lot);
    if (!row) return [];
    const { unit } = row;
    const pieces = serials.parts.get(lot);
    if (pieces && !wholly.has(lot) && !entries.has(lot)) return [{ lot, unit, ...partOf(pieces) }];
    // Meant in two ways that nothing tells apart, it is meant as a whole.
    const meant = wholly.has(lot) || pieces ? undefined : entries.get(lot);
    const account = accountFor(topology, row, meant?.entry, meant?.index ?? 0);
    return [{ lot, unit, ...(serials.alone.includes(lot) && !row.known ? ONE : account) }];
  });
}

/** A serial whose lot nobody knows stands for itself. */
const ONE = { quantity: '1', part: null };

/** A quantity that nothing tells from the rest means the whole lot (H6). */
function accountFor(
  topology: Topology,
  row: KnownLot,
  entry: LotScope | undefined,
  index: number,
): { quantity: string; part: IdentifiedBy | null } {
  if (!entry?.quantity || !entry.identifiedBy) return { quantity: row.quantity, part: null };
  const quantity = inLotUnit(topology, row.lot, entry.quantity, `/scope/lots/${index}/quantity`);
  if (row.known && compare(quantity, row.quantity) > 0) {
    const detail = `the lot has ${row.quantity} ${row.unit}, less than ${quantity}`;
    throw new Problem('invalid-request', `${row.lot}: ${detail}.`, [
      { pointer: `/scope/lots/${index}/quantity/value`, detail },
    ]);
  }
  return { quantity, part: entry.identifiedBy };
}

/** @throws Problem for what no ledger is needed to refuse */
export function checkRequest(topology: Topology, request: HoldRequest): void {
  if (!topology.plants[request.plant])
    unknown(
      'unknown-plant',
      '/plant',
      `There is no plant "${request.plant}"; the topology has ${Object.keys(topology.plants).join(', ')}.`,
    );
  const system = request.nonconformance?.system;
  if (system !== undefined && !topology.systems[system])
    unknown(
      'unknown-system',
      '/nonconformance/system',
      `There is no system "${system}"; the topology has ${Object.keys(topology.systems).join(', ')}.`,
    );
  const { scope } = request;
  const { lots, serials, supplierLots, orders, workCentres, future } = scope;
  if (!(lots ?? serials ?? supplierLots ?? orders ?? workCentres))
    unknown(
      'scope-empty',
      future ? '/scope/future' : '/scope',
      future
        ? 'What joins later joins something: name lots, serials, supplier lots, orders or work centres beside "future".'
        : 'The scope names no lots, serials, supplier lots, orders or work centres.',
    );
  checkLots(topology, lots ?? [], '/scope/lots');
  checkSerials(topology, serials ?? []);
}

const unknown = (
  code: 'unknown-plant' | 'unknown-system' | 'scope-empty',
  pointer: string,
  detail: string,
): never => {
  throw new Problem(code, detail, [{ pointer, detail }]);
};

/** @throws Problem that names every lot that is wrong */
export function checkLots(topology: Topology, lots: readonly LotScope[], pointer: string): void {
  itemsOf(
    topology,
    lots.map((entry, index) => ({ lot: entry.lot, pointer: `${pointer}/${index}/lot` })),
  );
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, entry] of lots.entries()) {
    if (entry.quantity) checkPart(topology, entry, `${pointer}/${index}`);
    if (seen.has(entry.lot))
      errors.push({ pointer: `${pointer}/${index}/lot`, detail: `${entry.lot} is named twice` });
    seen.add(entry.lot);
  }
  if (errors.length > 0) throw new Problem('invalid-request', errors[0]!.detail, errors);
}

/** A quantity that is exact in the lot's unit; of serials, as many as are named. @throws Problem */
function checkPart(topology: Topology, { lot, quantity, identifiedBy }: LotScope, pointer: string): void {
  if (!quantity) return;
  const value = inLotUnit(topology, lot, quantity, `${pointer}/quantity`);
  if (!identifiedBy || !('serials' in identifiedBy)) return;
  const named = new Set(identifiedBy.serials).size;
  if (compare(value, String(named)) === 0) return;
  const detail = `${named} serials are named, and the quantity is ${value}`;
  throw new Problem('invalid-request', `${lot}: ${detail}.`, [
    { pointer: `${pointer}/quantity/value`, detail },
  ]);
}
