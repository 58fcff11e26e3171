import type { Running } from '../../config/running-topology';
import { systemsFor } from '../../config/systems';
import { Problem } from '../../contracts/problem';
import type { Topology } from '../../contracts/topology';
import type { AppliedTopology, TopologyChange, TopologyVersion } from '../../contracts/topology-version';
import { audit, type Actor } from '../audit';
import { announce } from '../commands';
import { publish } from '../events';
import { newId } from '../ids';
import type { Tx } from '../pool';
import { CONTAINING, recompute } from '../recompute';
import { planTopology } from './plan';
import { newestVersion, storeVersion } from './versions';

/** What those who wait for a new version listen for, as others do for a transaction. */
export const TOPOLOGY = 'topology';

/**
 * Makes a topology the newest version, and has every open hold asked of the systems that it adds, in one coverage
 * transaction. Processes take it when they hear of it.
 * @param running what the caller compared with
 * @param next with the topology as this process takes it; its version is not looked at
 * @throws Problem `topology-refused` that names everything that stands in the way, `topology-outdated`
 */
export async function applyTopology(
  tx: Tx,
  running: Running,
  next: Running,
  who: Actor,
  now: Date,
): Promise<AppliedTopology> {
  const newest = (await newestVersion(tx))?.version ?? 0;
  if (newest !== running.version)
    throw new Problem(
      'topology-outdated',
      `Version ${newest} was applied meanwhile, and this process goes by version ${running.version} yet; look at the difference again.`,
    );
  const changes = await planTopology(tx, running.topology, next.topology);
  const refused = changes.filter((change) => change.refused !== null);
  if (refused.length > 0)
    throw new Problem(
      'topology-refused',
      refused.map(({ path, refused: why }) => `${path}: ${why}.`).join(' '),
      [],
      { changes: refused },
    );
  const version: TopologyVersion = {
    ...next.document,
    version: newest + 1,
    environment: next.topology.environment,
    at: now.toISOString(),
    by: { id: who.id, name: who.name },
    transaction: newId('TX'),
  };
  await storeVersion(tx, version);
  await record(tx, version, changes, who, now);
  await recompute(tx, next.topology, await lotsConcerned(tx, running.topology, next.topology), '', now);
  await announce(tx, TOPOLOGY);
  return { version, changes };
}

async function record(
  tx: Tx,
  { version, transaction, environment }: TopologyVersion,
  changes: readonly TopologyChange[],
  who: Actor,
  now: Date,
): Promise<void> {
  const told = changes.map(({ kind, path, fields }) => ({ kind, path, fields }));
  await audit(tx, {
    transaction: transaction ?? '',
    at: now,
    who,
    action: 'topology.applied',
    subject: `topology/${version}`,
    from: { version: version - 1 },
    to: { version, environment, changes: told },
    why: null,
  });
  await publish(tx, {
    type: 'interlock.topology.applied.v1',
    subject: `topology/${version}`,
    transaction: transaction ?? '',
    plant: null,
    at: now,
    data: { version, environment, changes: told },
  });
}

/** Held lots that lie at, or are bound for, a plant whose systems are others now. */
async function lotsConcerned(tx: Tx, from: Topology, to: Topology): Promise<string[]> {
  const asked = (topology: Topology, plant: string) => systemsFor(topology, CONTAINING, [plant]).join();
  const plants = Object.keys(to.plants).filter((plant) => asked(from, plant) !== asked(to, plant));
  const found = await tx.query<{ lot: string }>({
    name: 'topology-held-lots',
    text: `select distinct hold_lot.lot from hold_lot join hold on hold.id = hold_lot.hold left join stock on stock.lot = hold_lot.lot and stock.quantity > 0
           where covers and hold.state <> 'closed' and (stock.plant = any($1) or stock.bound_for = any($1) or (stock.lot is null and hold.plant = any($1)))
           order by 1`,
    values: [plants],
  });
  return found.rows.map(({ lot }) => lot);
}
