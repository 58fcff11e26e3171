import { itemOf, systemsFor } from '../config/systems';
import type { HoldRequest, LotScope } from '../contracts/hold';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';
import { openAccountsOf, type NewAccount } from './accounts';
import { audit, type Actor } from './audit';
import { revokeAuthorizations } from './authorization-end';
import { command, look } from './commands';
import { contain } from './containment';
import { publish } from './events';
import { openHold, type HoldRow } from './hold-row';
import { newId } from './ids';
import type { Tx } from './pool';
import { recompute } from './recompute';
import { readHold } from './saga-hold';
import { checkLots, checkRequest, material } from './scope';
import { recomputeOrders } from './scope/orders';
import { saveRules } from './scope/rules';
import { newTarget, saveTargets, stake, targetId } from './targets';
import { recordWhereabouts } from './whereabouts';

export interface PlacedHold {
  readonly id: string;
  readonly transaction: string;
  /** Lots of which it covers something. */
  readonly covered: readonly string[];
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
  const lots = await material(tx, topology, request.scope, request.plant, now);
  const placed = await placeOver(tx, topology, request, lots, who, now, traceparent);
  await saveRules(tx, topology, { id: placed.id, plant: request.plant }, request.scope);
  await recomputeOrders(tx, topology, request.scope.orders ?? [], placed.transaction, now);
  await askExposure(tx, topology, placed.id, request.plant, placed.covered);
  await recordWhereabouts(tx, topology, { ...placed, plant: request.plant }, placed.covered, now);
  return placed;
}

/**
 * As `placeHold`, over these quantities and nothing else.
 * @throws Problem `hold-exists`
 */
export async function placeOver(
  tx: Tx,
  topology: Topology,
  request: HoldRequest,
  lots: readonly NewAccount[],
  who: Actor,
  now: Date,
  traceparent: string | null,
): Promise<PlacedHold> {
  await refuseSecond(tx, request);
  const id = newId('QH');
  const transaction = newId('TX');
  const first = lots[0]?.lot ?? '';
  const family =
    topology.items[itemOf(first)]?.productFamily ?? Object.keys(topology.productFamilies)[0] ?? '';
  await tx.query({
    name: 'hold-insert',
    text: `insert into hold (id, transaction, state, containment, plant, product_family, nonconformance_system, nonconformance_id, reason_code, reason_text,
             scope, severity, release_condition, placed_by_id, placed_by_name, detected_at, placed_at, raised_here_by)
           values ($1, $2, 'open', 'gated', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
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
      request.nonconformance ? null : who.id,
    ],
  });
  const covered = await openAccountsOf(tx, id, lots);
  await recompute(tx, topology, covered, transaction, now);
  await revokeAuthorizations(tx, covered, id, now);
  await tidyingTargets(tx, topology, { id, transaction, plant: request.plant }, covered);
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
  return { id, transaction, covered };
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
    await material(tx, topology, { lots: [...lots] }, hold.plant, now),
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
  await askExposure(tx, topology, hold.id, hold.plant, joined);
  await recordWhereabouts(tx, topology, hold, joined, now);
  await extended(tx, topology, hold, joined, who, why, now);
}

/** More of these lots is covered than was: what follows from it for systems, promises and those who listen. */
export async function extended(
  tx: Tx,
  topology: Topology,
  hold: HoldRow,
  joined: readonly string[],
  who: Actor,
  why: string,
  now: Date,
): Promise<void> {
  // Locked before any target, as the saga's own step does.
  const before = await readHold(tx, hold.id);
  await recompute(tx, topology, joined, hold.transaction, now);
  await tidyingTargets(tx, topology, hold, joined);
  await revokeAuthorizations(tx, joined, hold.id, now);
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

/**
 * QMS hears of the nonconformance (or raises it), PLM of a problem with the item; neither contains. They hear of it with the
 * first lot: a hold may be placed before there is any.
 */
async function tidyingTargets(
  tx: Tx,
  topology: Topology,
  hold: { id: string; transaction: string; plant: string },
  lots: readonly string[],
): Promise<void> {
  const [lot] = lots;
  const subject = { kind: 'nonconformance' as const, id: hold.id };
  const systems = systemsFor(topology, ['qms', 'plm'], [hold.plant]);
  if (
    lot === undefined ||
    (await areThere(
      tx,
      systems.map((system) => targetId(system, subject)),
    ))
  )
    return;
  const targets = systems.map((system) =>
    newTarget({
      system,
      subject,
      lot,
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

async function areThere(tx: Tx, targets: readonly string[]): Promise<boolean> {
  const found = await tx.query({
    name: 'target-there',
    text: 'select 1 from target where id = any($1) limit 1',
    values: [targets],
  });
  return found.rows.length > 0;
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
