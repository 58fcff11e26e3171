import type { SystemRole, Topology } from '../contracts/topology';

/** Names of the systems that play a role for a plant, enterprise-wide ones included, in the topology's order. */
export const systemsOf = (topology: Topology, role: SystemRole, plant: string): string[] =>
  Object.entries(topology.systems)
    .filter(
      ([, system]) =>
        system.roles.includes(role) && (system.scope === 'enterprise' || system.scope.plant === plant),
    )
    .map(([name]) => name);

/** Systems of these roles for any of these plants, each once, in the order of the roles. */
export const systemsFor = (
  topology: Topology,
  roles: readonly SystemRole[],
  plants: readonly string[],
): string[] => [
  ...new Set(roles.flatMap((role) => plants.flatMap((plant) => systemsOf(topology, role, plant)))),
];

/** The plant that a system belongs to; null for an enterprise one. */
export const plantOf = (topology: Topology, system: string): string | null => {
  const scope = topology.systems[system]?.scope;
  return scope === undefined || scope === 'enterprise' ? null : scope.plant;
};

/** The system whose word counts at a location: the WMS that manages it, otherwise the ERP; null: the plant has neither. */
export const stockOwner = (topology: Topology, plant: string, location: string): string | null =>
  systemsOf(topology, 'wms', plant).find((name) => topology.systems[name]?.locations.includes(location)) ??
  systemsOf(topology, 'erp', plant)[0] ??
  null;

export const itemOf = (lot: string): string => lot.slice(0, lot.indexOf(':'));

/** `<item>:SN-<number>`, one piece; any other name is a lot's. */
export const isSerial = (lot: string): boolean => lot.startsWith('SN-', lot.indexOf(':') + 1);

/** Name of an item at a plant, as subjects of targets have it. */
export const itemPlant = (item: string, plant: string): string => `${item}@${plant}`;
export const itemAt = (name: string): { item: string; plant: string } => ({
  item: name.slice(0, name.lastIndexOf('@')),
  plant: name.slice(name.lastIndexOf('@') + 1),
});
