import type { Query } from '../client/call';
import type { EngineeringChange } from '../client/openapi';
import { useResource } from '../live/use-resource';
import { Badge } from '../parts/badge';
import { Filters } from '../parts/filters';
import { Page } from '../parts/page';
import { usePlaces } from '../parts/places';
import { Shown } from '../parts/shown';
import { type Column, Table } from '../parts/table';
import { At } from '../parts/time';
import { useQuery } from '../parts/use-query';
import { CHANGE, plantName } from '../parts/words';
import { useMay } from '../session';
import { itemsText } from './change/words';
import { RequestChange } from './changes/request';
import { Pager } from '../parts/pager';

const STATES = Object.keys(CHANGE) as EngineeringChange['state'][];
const FILTERS = ['plant', 'state', 'change', 'item', 'cursor'] as const;
const DIALOG = 'request';

const COLUMNS: readonly Column<EngineeringChange>[] = [
  { name: 'Change', of: ({ id, change }) => <a href={`/console/changes/${id}`}>{change.id}</a> },
  { name: 'Items', of: ({ items }) => itemsText(items) },
  { name: 'State', of: ({ state }) => <Badge tone={CHANGE[state]}>{state}</Badge> },
  {
    name: 'Plants',
    of: ({ plants }) => plants.map(({ plant, state }) => `${plantName(plant)}: ${state}`).join(', '),
  },
  {
    name: 'Requested',
    of: ({ requestedAt, requestedBy }) => (
      <>
        <At at={requestedAt} /> by {requestedBy.name}
      </>
    ),
  },
];

/** Every engineering change, newest first; which of them is in the address. */
export function Changes() {
  const { query, go } = useQuery();
  const { plants } = usePlaces();
  const may = useMay();
  const asked = Object.fromEntries(FILTERS.map((name) => [name, query[name]])) as Query<'listChanges'>;
  const changes = useResource(
    'listChanges',
    { query: asked },
    { wakes: ({ type }) => type.startsWith('interlock.engineering-change.') },
  );
  return (
    <Page
      title="Changes"
      lead={
        may('requestChange') && (
          <button type="button" onClick={() => go({ do: DIALOG })}>
            Request a change
          </button>
        )
      }
    >
      <Filters
        forget={['cursor']}
        of={[
          { key: 'plant', name: 'Plant', choices: plants },
          { key: 'state', name: 'State', choices: STATES.map((state) => [state, state]) },
          { key: 'change', name: 'Number in the PLM', placeholder: 'ECO-1042' },
          { key: 'item', name: 'Item', placeholder: 'PIN-10' },
        ]}
      />
      <Shown
        of={changes}
        what="changes"
        empty={{ when: ({ items }) => items.length === 0, say: 'No such change.' }}
      >
        {({ items, next }) => (
          <>
            <Table caption="Changes" columns={COLUMNS} rows={items} keyOf={({ id }) => id} />
            <Pager next={next} />
          </>
        )}
      </Shown>
      {query.do === DIALOG && may('requestChange') && <RequestChange onClose={() => go({ do: null })} />}
    </Page>
  );
}
