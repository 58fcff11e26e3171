import { createAdapter } from '../../adapters/registry';
import { readsOf, servesTags, subjectsOf } from '../../adapters/serves';
import { plantOf } from '../../config/systems';
import type { CatalogSystem } from '../../contracts/catalog';
import type { System, Topology } from '../../contracts/topology';
import { CONTAINING, type SystemServiceLevel } from '../../ledger';

/** Hours over which systems are measured. */
export const WINDOW_HOURS = 24;

/** Every system of the topology: what its adapter declares, what depends on it, and how it did. */
export const catalogSystems = (topology: Topology, levels: readonly SystemServiceLevel[]): CatalogSystem[] =>
  Object.entries(topology.systems).map(([name, system]) => {
    // Only what it declares is looked at: it is asked nothing, and needs no credential for that.
    const adapter = createAdapter(name, system, '');
    return {
      name,
      roles: system.roles,
      plant: plantOf(topology, name),
      product: system.product,
      owner: system.owner ?? topology.catalog.owner,
      tier: system.tier ?? topology.catalog.tier ?? null,
      criticality: criticalityOf(system),
      means: adapter.capabilities.means,
      readsBack: adapter.capabilities.readsBack,
      effects: subjectsOf(adapter).map((subject) => {
        const { repeat, batch } = adapter.effects[subject]!;
        return { subject, repetition: repeat, batch };
      }),
      reads: readsOf(adapter),
      serves: servesTags(adapter),
      serviceLevel: levelOf(levels.find((level) => level.system === name)),
    };
  });

/** Who contains material: no hold is effective without it. */
const criticalityOf = ({ roles }: System): CatalogSystem['criticality'] =>
  roles.some((role) => CONTAINING.includes(role)) ? 'critical' : 'supporting';

function levelOf(level: SystemServiceLevel | undefined): CatalogSystem['serviceLevel'] {
  const { asked = 0, observed = 0, p50Seconds = null, p95Seconds = null, exceptions = 0 } = level ?? {};
  const availability = asked === 0 ? null : observed / asked;
  return { windowHours: WINDOW_HOURS, asked, availability, p50Seconds, p95Seconds, exceptions };
}
