import { useQuery } from '../parts/use-query';
import { useResource } from '../live/use-resource';
import { Page } from '../parts/page';
import { Shown } from '../parts/shown';
import { useMay } from '../session';
import { ChangesNow } from './now/changes';
import { notContained } from './now/counts';
import { ExceptionsNow } from './now/exceptions';
import { Headline } from './now/headline';
import { HoldsNow } from './now/holds';
import { PlantFilter } from './now/plant-filter';
import { SystemsNow } from './now/systems';

/** A system's steps announce themselves to nobody: asked for again, sooner while something is not contained. */
const SOON_MS = 2_000;
const CALM_MS = 10_000;

/** What a shift lead sees from a metre: what is contained, what is not, why, and where to go. Plant and wall are in the address. */
export function Now() {
  const { query, address } = useQuery();
  const may = useMay();
  const plant = query.plant ?? null;
  const isWall = query.wall === '1';
  const overview = useResource(
    'getOverview',
    { query: { ...(plant !== null && { plant }) } },
    {
      every: ({ holds }) => (holds.plants.some((one) => notContained(one) > 0) ? SOON_MS : CALM_MS),
    },
  );
  const systems = useResource('listSystems', {}, { every: () => SOON_MS });
  return (
    <Page title="Now" lead={<PlantFilter plant={plant} isWall={isWall} />}>
      <div class={isWall ? 'now wall' : 'now'}>
        <Shown of={overview} what="what is open">
          {(data) => (
            <>
              <Headline overview={data} systems={systems.data?.items ?? null} plant={plant} />
              <HoldsNow overview={data} systems={systems.data?.items ?? []} plant={plant} isWall={isWall} />
              {may('listExceptions') && <ExceptionsNow of={data.exceptions} />}
            </>
          )}
        </Shown>
        {may('listChanges') && <ChangesNow plant={plant} systems={systems.data?.items ?? []} />}
        {may('listSystems') && <SystemsNow of={systems} plant={plant} isWall={isWall} />}
        <p class="now-foot">
          <a href={address({ wall: isWall ? null : 1 })}>
            {isWall ? 'Leave the wall screen' : 'Show on a wall screen'}
          </a>
        </p>
      </div>
    </Page>
  );
}
