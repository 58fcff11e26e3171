import { itemOf, systemsFor } from '../config/systems';
import type { HoldRequest, LotScope } from '../contracts/hold';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import { openAccountsOf, type NewAccount } from './accounts';
import { audit, type Actor } from './audit';
import { command, look } from './commands';
import { contain } from './containment';
import { publish } from './events';
import { openHold, type HoldRow } from './hold-row';
import { newId } from './ids';
import type { Tx } from './pool';
import { recompute } from './recompute';
import { readHold } from './saga-hold';
import { checkLots, checkRequest, material } from './scope';
import { newTarget, saveTargets, stake } from './targets';

export interface PlacedHold {
  readonly id: string;
  readonly transaction: string;
}

/**
 * Places a hold: intent, accounts, targets, audit row, event and the command that starts its saga, all in this
 * transaction (H1). What was made from the named lots is covered too (H5).
 * @throws Problem that names what is wrong with the request; nothing is written then
 */
export async function placeHold(
  tx: Tx,
  topology: Topology,
  request: HoldRequest,
  who: Actor,
  now: Date,
  traceparent: string | null,
): Promise<PlacedHold> {
  checkRequest(topology, request);
  await refuseSecond(tx, request);
  const lots = await material(tx, topology, request.scope, now);
  const id = newId('QH');
  const transaction = newId('TX');
  const first = lots[0]?.lot ?? '';
  const family =
    topology.items[itemOf(first)]?.productFamily ?? Object.keys(topology.productFamilies)[0] ?? '';
  await tx.query({
    name: 'hold-insert',
    text: `insert into hold (id, transaction, state, containment, plant, product_family, nonconformance_system, nonconformance_id, reason_code, reason_text,
             scope, severity, release_condition, placed_by_id, placed_by_name, detected_at, placed_at)
           values ($1, $2, 'open', 'gated', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    values: [
      id,
      transaction,
      request.plant,
      family,
      request.nonconformance?.system ?? null,
      request.nonconformance?.id ?? null,
      request.reason.code,
      request.reason.text,
      request.scope,
      request.severity,
      request.releaseCondition,
      who.id,
      who.name,
      request.detectedAt ?? now,
      now,
    ],
  });
  for (const rule of request.scope.supplierLots ?? []) {
    await tx.query(
      "insert into hold_rule (hold, kind, supplier, supplier_lot) values ($1, 'supplier-lot', $2, $3) on conflict do nothing",
      [id, rule.supplier, rule.supplierLot],
    );
  }
  const covered = await openAccountsOf(tx, id, lots);
  await recompute(tx, topology, covered, transaction, now);
  await tidyingTargets(tx, topology, { id, transaction, plant: request.plant, lot: first });
  await askExposure(tx, topology, id, request.plant, covered);
  const data = {
    hold: id,
    plant: request.plant,
    reason: request.reason,
    severity: request.severity,
    lots: covered.slice(0, 200),
    lotCount: covered.length,
  };
  await audit(tx, {
    transaction,
    at: now,
    who,
    action: 'quality-hold.placed',
    subject: id,
    from: null,
    to: { ...data, lots: covered, scope: request.scope, nonconformance: request.nonconformance },
    why: request.reason.text,
  });
  await publish(tx, {
    type: 'interlock.quality-hold.placed.v1',
    subject: id,
    transaction,
    plant: request.plant,
    at: now,
    data,
  });
  await command(tx, { transaction, kind: 'start', workflow: 'qualityHold', subject: id, traceparent }, now);
  return { id, transaction };
}

/** Adds lots to an open hold. @throws Problem */
export async function addLots(
  tx: Tx,
  topology: Topology,
  id: string,
  lots: readonly LotScope[],
  who: Actor,
  now: Date,
): Promise<void> {
  const hold = await openHold(tx, id);
  checkLots(topology, lots, '/lots');
  await join(
    tx,
    topology,
    hold,
    await material(tx, topology, { lots: [...lots] }, now),
    who,
    'lots were added to the hold',
    now,
  );
}

/** Lots join a hold: because they were named, or because they were made from, or delivered as, what it covers (H5). */
export async function join(
  tx: Tx,
  topology: Topology,
  hold: HoldRow,
  lots: readonly NewAccount[],
  who: Actor,
  why: string,
  now: Date,
): Promise<void> {
  const joined = await openAccountsOf(tx, hold.id, lots);
  if (joined.length === 0) return;
  // Locked before any target, as the saga's own step does.
  const before = await readHold(tx, hold.id);
  await recompute(tx, topology, joined, hold.transaction, now);
  await askExposure(tx, topology, hold.id, hold.plant, joined);
  await audit(tx, {
    transaction: hold.transaction,
    at: now,
    who,
    action: 'quality-hold.extended',
    subject: hold.id,
    from: null,
    to: { lots: joined },
    why,
  });
  await publish(tx, {
    type: 'interlock.quality-hold.extended.v1',
    subject: hold.id,
    transaction: hold.transaction,
    plant: hold.plant,
    at: now,
    data: { hold: hold.id, lots: joined, why },
  });
  // No system holds yet what has joined: said now, though no saga runs.
  await contain(tx, before, now);
  await look(tx, hold.transaction, hold.id, now);
}

async function refuseSecond(tx: Tx, request: HoldRequest): Promise<void> {
  if (!request.nonconformance) return;
  const { system, id } = request.nonconformance;
  const open = await tx.query<{ id: string }>({
    name: 'hold-of-nonconformance',
    text: `select id from hold where nonconformance_system = $1 and nonconformance_id = $2 and state <> 'closed'`,
    values: [system, id],
  });
  const hold = open.rows[0]?.id;
  if (hold !== undefined)
    throw new Problem('hold-exists', `Nonconformance ${id} of ${system} has the open hold ${hold}.`, [], {
      hold,
    });
}

/** QMS hears of the nonconformance (or raises it), PLM of a problem with the item; neither contains. */
async function tidyingTargets(
  tx: Tx,
  topology: Topology,
  hold: { id: string; transaction: string; plant: string; lot: string },
): Promise<void> {
  const targets = systemsFor(topology, ['qms', 'plm'], [hold.plant]).map((system) =>
    newTarget({
      system,
      subject: { kind: 'nonconformance', id: hold.id },
      lot: hold.lot,
      plant: hold.plant,
      desired: { state: 'posted', quantity: null },
      whole: false,
    }),
  );
  await saveTargets(tx, targets);
  await stake(
    tx,
    hold.transaction,
    targets.map((target) => ({ id: target.id, required: false })),
  );
}

/** ERP and WMS are to say what of these lots is beyond the hold. */
async function askExposure(
  tx: Tx,
  topology: Topology,
  hold: string,
  plant: string,
  lots: readonly string[],
): Promise<void> {
  await tx.query({
    name: 'exposure-ask',
    text: `insert into exposure (hold, system, lot) select $1, system, lot from unnest($2::text[]) system, unnest($3::text[]) lot
           on conflict (hold, system, lot) do update set answered_at = null`,
    values: [hold, systemsFor(topology, ['erp', 'wms'], [plant]), lots],
  });
}
