import type { Plant } from '../client/openapi';
import { useMay } from '../session';
import { useResource } from './use-resource';

/** The plants, in the topology's order; none while they are not known yet. They change when the topology is applied. */
export function usePlants(): readonly Plant[] {
  const { data } = useResource(
    'listPlants',
    {},
    { wakes: ({ type }) => type.startsWith('interlock.topology.') },
  );
  return data?.items ?? [];
}

/** The plants at which the caller may do this. */
export function usePlantsOf(operation: Parameters<ReturnType<typeof useMay>>[0]): readonly Plant[] {
  const may = useMay();
  return usePlants().filter(({ plant }) => may(operation, plant));
}
