import type { Pool } from 'pg';
import { systemsFor } from '../config/systems';
import type { NextReading, Readings } from '../contracts/reconciliation';
import type { Batch } from '../contracts/step';
import { ROLES_OF_SYSTEMS, type Topology } from '../contracts/topology';
import { revisionAsks } from './change/targets';
import { assessmentsOf } from './change/assessments';
import { errandsTo } from './claims';
import type { Tx } from './pool';
import { expectedOf, ownersOf, type Owners } from './reconcile-owner';
import { settleReadings } from './reconcile-settle';
import { parseTargets, type StoredTarget } from './targets';
import { brief } from './transaction';

/** The systems that are read for a plant: the enterprise's and its own. */
export const systemsToRead = (topology: Topology, plant: string): string[] =>
  systemsFor(topology, ROLES_OF_SYSTEMS, [plant]);

/**
 * The one step of a plant's reconciliation: holds what was read against the ledger, and says what is to be read next.
 * Repeating it with the same readings changes nothing.
 * @throws LedgerUnavailable
 */
export function reconcile(
  pool: Pool,
  topology: Topology,
  { plant, after, results }: Readings,
  now: Date,
): Promise<NextReading> {
  const from = after ?? Object.fromEntries(systemsToRead(topology, plant).map((system) => [system, '']));
  return brief(pool, async (tx) => {
    const drifted = await settleReadings(tx, results, now);
    const batches: Batch[] = [];
    for (const [system, last] of Object.entries(from)) {
      const { batch = 1 } = topology.systems[system] ?? {};
      const targets = await standing(tx, plant, system, last, batch);
      if (targets.length > 0) batches.push(await batchOf(tx, topology, plant, system, targets));
    }
    return { drifted, batches };
  });
}

async function batchOf(
  tx: Tx,
  topology: Topology,
  plant: string,
  system: string,
  targets: readonly StoredTarget[],
): Promise<Batch> {
  const { timeoutMs = 2_000, patienceSeconds = 30 } = topology.systems[system] ?? {};
  const owners = await ownersOf(tx, targets);
  const asks = await asksOf(tx, topology, plant, owners);
  const errands = await errandsTo(tx, topology, targets, (target) => asks(target)(target));
  return {
    system,
    mode: 'read',
    required: false,
    deadline: null,
    patienceMs: patienceSeconds * 1000,
    timeoutMs,
    hold: `reconcile/${plant}`,
    transaction: `reconcile/${plant}`,
    reason: { code: 'reconciliation', text: 'read back on a schedule' },
    nonconformance: null,
    errands: errands.map((errand, index) => ({
      ...errand,
      desired: expectedOf(targets[index]!, owners.get(errand.target)),
    })),
  };
}

/**
 * What stands in a system for a plant and is at home: material and orders that are held, new starts that are stopped, the revision of each
 * item. What is free is its owner's to do with as he likes; what was posted is a record. What only tidies contains nobody, and
 * a person may have left it out.
 */
async function standing(
  tx: Tx,
  plant: string,
  system: string,
  after: string,
  limit: number,
): Promise<StoredTarget[]> {
  const found = await tx.query({
    name: 'reconcile-standing',
    text: `select target.* from target
           where plant = $1 and system = $2 and id > $3 and (subject_kind = 'item' or desired_state = 'held')
             and not open and lease_owner is null and subject_kind in ('lot', 'order', 'item', 'starts')
             and exists (select from stake where stake.target = target.id and stake.required)
           order by id limit $4`,
    values: [plant, system, after, limit],
  });
  return parseTargets(found.rows);
}

/** What was asked of an item, as the change that it is judged by has it. */
async function asksOf(tx: Tx, topology: Topology, plant: string, owners: Owners) {
  const asks = new Map<string, ReturnType<typeof revisionAsks>>();
  for (const { change, row } of owners.values())
    if (change.package && !asks.has(change.id))
      asks.set(
        change.id,
        revisionAsks(change, change.package, row, await assessmentsOf(tx, topology, change.id, plant)),
      );
  return ({ id }: StoredTarget) => {
    const ask = asks.get(owners.get(id)?.change.id ?? '');
    if (!ask) throw new Error(`No change has asked anything of ${id}.`);
    return ask;
  };
}

/** How often something was read to have drifted, by reconciliation and by sagas, for each plant and system. */
export async function countDrift(pool: Pool): Promise<{ plant: string; system: string; count: number }[]> {
  const found = await pool.query<{ plant: string; system: string; count: number }>({
    name: 'drift-count',
    text: `select plant, system, sum(count)::bigint as count from (
             select plant, data->>'system' as system, count(*) as count from event where type = 'interlock.drift.found.v1' group by 1, 2
             union all select plant, system, count from saga_drift
           ) as found group by 1, 2`,
  });
  return found.rows;
}
