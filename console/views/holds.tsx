import { useLocation } from 'preact-iso';
import type { Hold } from '../client/openapi';
import { useResource } from '../live/use-resource';
import { Badge } from '../parts/badge';
import { Page } from '../parts/page';
import { Shown } from '../parts/shown';
import { type Column, Table } from '../parts/table';
import { Ago } from '../parts/time';
import { CONTAINMENT, count, plantName } from '../parts/words';

const COLUMNS: readonly Column<Hold>[] = [
  { name: 'Hold', of: ({ id }) => <a href={`/console/holds/${id}`}>{id}</a> },
  {
    name: 'Contained',
    of: ({ containment }) => <Badge tone={CONTAINMENT[containment]}>{containment}</Badge>,
  },
  { name: 'State', of: ({ state }) => state },
  { name: 'Plant', of: ({ plant }) => plantName(plant) },
  { name: 'Material', of: ({ lots }) => count(lots.length, 'lot') },
  { name: 'Reason', of: ({ reason }) => reason.text },
  { name: 'Placed', of: ({ placedAt }) => <Ago at={placedAt} /> },
];

/** Every hold, newest first; which of them is in the address. */
export function Holds() {
  const { query } = useLocation();
  const holds = useResource('listHolds', { query });
  return (
    <Page title="Holds">
      <Shown of={holds} what="holds" empty={{ when: ({ items }) => items.length === 0, say: 'No hold.' }}>
        {({ items }) => <Table caption="Holds" columns={COLUMNS} rows={items} keyOf={({ id }) => id} />}
      </Shown>
    </Page>
  );
}
