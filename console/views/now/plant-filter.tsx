import { usePlants } from '../../live/use-plants';
import { useQuery } from '../../parts/use-query';
import { plantName } from '../../parts/words';

/** Which plant is looked at; on a wall screen it is only said. */
export function PlantFilter({ plant, isWall }: { plant: string | null; isWall: boolean }) {
  const plants = usePlants();
  const { address } = useQuery();
  if (isWall) return <p class="plant-name">{plant === null ? 'All plants' : plantName(plant)}</p>;
  return (
    <nav class="choice" aria-label="Plant">
      {[null, ...plants.map((one) => one.plant)].map((one) => (
        <a key={one} href={address({ plant: one })} aria-current={one === plant ? 'true' : undefined}>
          {one === null ? 'All plants' : plantName(one)}
        </a>
      ))}
    </nav>
  );
}
