import type { Query } from '../client/call';
import type { Hold } from '../client/openapi';
import { useResource } from '../live/use-resource';
import { Badge } from '../parts/badge';
import { Filters } from '../parts/filters';
import { Page } from '../parts/page';
import { usePlaces } from '../parts/places';
import { Shown } from '../parts/shown';
import { type Column, Table } from '../parts/table';
import { Ago } from '../parts/time';
import { useQuery } from '../parts/use-query';
import { CONTAINMENT, count, plantName, SEVERITY } from '../parts/words';
import { useMay } from '../session';
import { PlaceHold } from './holds/place';
import { Pager } from '../parts/pager';

const FILTERS = ['state', 'plant', 'lot', 'contained', 'cursor'] as const;
const DIALOG = 'place';
/** Steps of systems announce themselves to nobody. */
const EVERY_MS = 3_000;

const COLUMNS: readonly Column<Hold>[] = [
  { name: 'Hold', of: ({ id }) => <a href={`/console/holds/${id}`}>{id}</a> },
  {
    name: 'Contained',
    of: ({ containment, state }) =>
      state === 'closed' ? (
        <span class="soft">–</span>
      ) : (
        <Badge tone={CONTAINMENT[containment]}>{containment}</Badge>
      ),
  },
  { name: 'State', of: ({ state }) => state },
  { name: 'Severity', of: ({ severity }) => <Badge tone={SEVERITY[severity]}>{severity}</Badge> },
  { name: 'Plant', of: ({ plant }) => plantName(plant) },
  { name: 'Material', of: (hold) => <Material of={hold} /> },
  { name: 'Reason', of: ({ reason }) => reason.text },
  { name: 'Placed', of: ({ placedAt }) => <Ago at={placedAt} /> },
];

/** Every hold, newest first; which of them is in the address, and so is the form that places another. */
export function Holds() {
  const { query, go } = useQuery();
  const { plants } = usePlaces();
  const may = useMay();
  const asked = Object.fromEntries(FILTERS.map((name) => [name, query[name]])) as Query<'listHolds'>;
  const holds = useResource(
    'listHolds',
    { query: asked },
    {
      wakes: ({ type }) => type.startsWith('interlock.quality-hold.'),
      every: ({ items }) =>
        items.some(({ containment, state }) => containment !== 'effective' && state !== 'closed')
          ? EVERY_MS
          : null,
    },
  );
  return (
    <Page
      title="Holds"
      lead={
        may('placeHold') && (
          <button type="button" onClick={() => go({ do: DIALOG })}>
            Place a hold
          </button>
        )
      }
    >
      <Filters
        forget={['cursor']}
        of={[
          {
            key: 'state',
            name: 'State',
            choices: [
              ['open', 'open'],
              ['disposing', 'disposing'],
              ['closed', 'closed'],
            ],
          },
          {
            key: 'contained',
            name: 'Contained',
            choices: [
              ['false', 'Not contained'],
              ['true', 'Contained'],
            ],
          },
          { key: 'plant', name: 'Plant', choices: plants },
          { key: 'lot', name: 'Lot', placeholder: 'PIN-10:L-0417' },
        ]}
      />
      <Shown
        of={holds}
        what="holds"
        empty={{ when: ({ items }) => items.length === 0, say: 'No such hold.' }}
      >
        {({ items, next }) => (
          <>
            <Table caption="Holds" columns={COLUMNS} rows={items} keyOf={({ id }) => id} />
            <Pager next={next} />
          </>
        )}
      </Shown>
      {query.do === DIALOG && may('placeHold') && (
        <PlaceHold lot={query.lot ?? ''} onClose={() => go({ do: null })} />
      )}
    </Page>
  );
}

function Material({ of: { lots } }: { of: Hold }) {
  const [first] = lots;
  if (!first) return <span class="soft">none yet</span>;
  return (
    <>
      {first.lot}
      {lots.length > 1 && ` and ${count(lots.length - 1, 'more lot')}`}
    </>
  );
}
