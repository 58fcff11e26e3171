import { useLocation } from 'preact-iso';
import type { Query } from '../client/call';
import type { Exception } from '../client/openapi';
import { useResource } from '../live/use-resource';
import { Badge } from '../parts/badge';
import { Filters } from '../parts/filters';
import { IdLink } from '../parts/id-link';
import { Page } from '../parts/page';
import { usePlaces } from '../parts/places';
import { Shown } from '../parts/shown';
import { type Column, Table } from '../parts/table';
import { Since } from '../parts/time';
import { count, plantName, systemName } from '../parts/words';
import { Together } from './exceptions/together';
import { RESOLUTION, stageOf, stepText, stopsText } from './exception/words';
import { Pager } from '../parts/pager';

const COLUMNS: readonly Column<Exception>[] = [
  {
    name: 'Step',
    of: (exception) => <a href={`/console/exceptions/${exception.id}`}>{stepText(exception)}</a>,
  },
  { name: 'System', of: ({ system }) => systemName(system) },
  { name: 'Why', of: ({ reason }) => reason.text },
  { name: 'Plant', of: ({ plant }) => plantName(plant) },
  { name: 'Waits', of: (exception) => <Waits of={exception} /> },
  {
    name: 'Stops',
    of: ({ stops, transaction }) => (stops ? stopsText(stops) : <IdLink id={transaction} />),
  },
];

const FILTERS = ['state', 'plant', 'productFamily', 'system', 'transaction'] as const;

/** The support queue: what waits for a person, the furthest escalated first. */
export function Exceptions() {
  const { query } = useLocation();
  const { systems, plants } = usePlaces();
  const asked = { ...queryOf(query), ...(query.cursor !== undefined && { cursor: query.cursor }) };
  const exceptions = useResource(
    'listExceptions',
    { query: asked },
    { wakes: ({ type }) => type.startsWith('interlock.exception.') },
  );
  const families = [...new Set(exceptions.data?.items.map(({ productFamily }) => productFamily) ?? [])];
  return (
    <Page title="Exceptions">
      <p>
        Steps that a system refused, did not answer in time, or said yes to and was seen not to have done.
        Each waits for a person, unless its cause goes away.
      </p>
      <Filters
        forget={['cursor']}
        of={[
          {
            key: 'state',
            name: 'State',
            choices: [
              ['open', 'Open'],
              ['closed', 'Closed'],
            ],
            isChosen: 'open',
            all: 'any',
          },
          { key: 'plant', name: 'Plant', choices: plants },
          { key: 'system', name: 'System', choices: systems },
          { key: 'productFamily', name: 'Product family', suggestions: families },
          { key: 'transaction', name: 'Transaction', placeholder: 'TX-…' },
        ]}
      />
      <Shown
        of={exceptions}
        what="exceptions"
        empty={{
          when: ({ items }) => items.length === 0,
          say: 'No such exception: nothing waits for a person here.',
        }}
      >
        {({ items, next }) => (
          <>
            <output>
              {count(items.length, 'exception')}
              {next === null ? '' : ' and more'}
            </output>
            <Together of={items} onDone={exceptions.renew} />
            <Table caption="Exceptions" columns={COLUMNS} rows={items} keyOf={({ id }) => id} />
            <Pager next={next} />
          </>
        )}
      </Shown>
    </Page>
  );
}

/** What the address asks for: what is open, where it says nothing. */
function queryOf(query: Readonly<Record<string, string | undefined>>): Query<'listExceptions'> {
  const chosen = Object.fromEntries(FILTERS.map((name) => [name, query[name]]));
  const state = query.state === 'any' ? undefined : (query.state ?? 'open');
  return { ...chosen, state, order: 'escalated', limit: 100 } as Query<'listExceptions'>;
}

function Waits({ of }: { of: Exception }) {
  if (of.state === 'closed')
    return <Badge tone="off">{of.resolution ? RESOLUTION[of.resolution.action] : 'closed'}</Badge>;
  const { tone, text } = stageOf(of);
  return (
    <>
      <Since at={of.openedAt} /> <Badge tone={tone}>{text}</Badge>
    </>
  );
}
