import { useResource } from '../live/use-resource';
import { plantName, systemName } from './words';
import type { Filter } from './filters';

/** Systems and plants to choose from, as the topology has them; empty until they are known. */
export function usePlaces(): Record<'systems' | 'plants', NonNullable<Filter['choices']>> {
  const { data } = useResource('listSystems', {}, { wakes: () => false });
  const items = data?.items ?? [];
  const plants = [...new Set(items.flatMap(({ plant }) => plant ?? []))];
  return {
    systems: items.map(({ system }) => [system, systemName(system)]),
    plants: plants.map((plant) => [plant, plantName(plant)]),
  };
}
