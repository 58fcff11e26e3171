import type { HoldRequest, IdentifiedBy, LotScope, Scope } from '../contracts/hold';
import { Problem, type FieldError } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import { compare } from '../domain/decimal';
import type { NewAccount } from './accounts';
import { ensureLots, itemsOf, lotsOfSupplierLots, withDescendants, type KnownLot } from './lots';
import type { Tx } from './pool';
import { inLotUnit } from './units';

/** Every lot that the scope means now, with the quantity to account for. */
export async function material(tx: Tx, topology: Topology, scope: Scope, now: Date): Promise<NewAccount[]> {
  const named = scope.lots ?? [];
  const delivered = await lotsOfSupplierLots(tx, scope.supplierLots ?? []);
  const all = await withDescendants(tx, [...named.map((entry) => entry.lot), ...delivered]);
  const known = await ensureLots(tx, topology, all, now);
  const parts = new Map(named.map((entry, index) => [entry.lot, { entry, index }]));
  return all.flatMap((lot) => {
    const row = known.get(lot);
    if (!row) return [];
    const part = parts.get(lot);
    return [{ lot, unit: row.unit, ...accountFor(topology, row, part?.entry, part?.index ?? 0) }];
  });
}

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
  for (const kind of ['serials', 'orders', 'workCentres'] as const) {
    if (scope[kind])
      unknown(
        'scope-not-supported',
        `/scope/${kind}`,
        `A hold by ${kind} is not supported yet: name the lots or supplier lots.`,
      );
  }
  if (!scope.lots && !scope.supplierLots)
    unknown('scope-empty', '/scope', 'The scope names no lots and no supplier lots.');
  checkLots(topology, scope.lots ?? [], '/scope/lots');
}

const unknown = (
  code: 'unknown-plant' | 'unknown-system' | 'scope-not-supported' | 'scope-empty',
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
