import { systemsFor } from '../../config/systems';
import { Problem } from '../../contracts/problem';
import type { SystemRole, Topology } from '../../contracts/topology';
import { audit, type Actor } from '../audit';
import { command } from '../commands';
import { publish } from '../events';
import { newId } from '../ids';
import type { Tx } from '../pool';

/** Who knows what lies at a plant, and what is made there. */
const LOADED: readonly SystemRole[] = ['erp', 'wms', 'mes'];

/**
 * Begins to load a plant: stores what is to be read, and starts the saga that reads it.
 * @returns the baseline's id
 * @throws Problem `not-found` for a plant that is none, `baseline-loading` while another of the plant is being loaded
 */
export async function startBaseline(
  tx: Tx,
  topology: Topology,
  plant: string,
  who: Actor,
  now: Date,
  traceparent: string | null,
): Promise<string> {
  if (!Object.hasOwn(topology.plants, plant)) throw new Problem('not-found', `There is no plant "${plant}".`);
  await refuseSecond(tx, plant);
  const id = newId('BL');
  const transaction = newId('TX');
  const systems = systemsFor(topology, LOADED, [plant]);
  await tx.query({
    name: 'baseline-insert',
    text: `insert into baseline (id, transaction, plant, state, requested_by_id, requested_by_name, started_at) values ($1, $2, $3, 'loading', $4, $5, $6)`,
    values: [id, transaction, plant, who.id, who.name, now],
  });
  await tx.query({
    name: 'baseline-systems',
    text: 'insert into baseline_system (baseline, system) select $1, unnest($2::text[])',
    values: [id, systems],
  });
  await audit(tx, {
    transaction,
    at: now,
    who,
    action: 'baseline.started',
    subject: id,
    from: null,
    to: { plant, systems },
    why: null,
  });
  await publish(tx, {
    type: 'interlock.baseline.started.v1',
    subject: id,
    transaction,
    plant,
    at: now,
    data: { baseline: id, plant, systems },
  });
  await command(tx, { transaction, kind: 'start', workflow: 'baseline', subject: id, traceparent }, now);
  return id;
}

async function refuseSecond(tx: Tx, plant: string): Promise<void> {
  const found = await tx.query<{ id: string }>({
    name: 'baseline-open',
    text: `select id from baseline where plant = $1 and state = 'loading'`,
    values: [plant],
  });
  const [open] = found.rows;
  if (open)
    throw new Problem('baseline-loading', `${open.id} is loading ${plant}; wait until it is over.`, [], {
      baseline: open.id,
    });
}
