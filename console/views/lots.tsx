import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import type { LotSummary } from '../client/openapi';
import { usePlants } from '../live/use-plants';
import { useResource } from '../live/use-resource';
import { Badge } from '../parts/badge';
import { Filters } from '../parts/filters';
import { Page } from '../parts/page';
import { Quantity } from '../parts/quantity';
import { Shown } from '../parts/shown';
import { type Column, Table } from '../parts/table';
import { Ago } from '../parts/time';
import { useQuery } from '../parts/use-query';
import { plantName } from '../parts/words';
import { useMay } from '../session';

const COLUMNS: readonly Column<LotSummary>[] = [
  { name: 'Lot', of: ({ lot }) => <a href={`/console/lots/${encodeURIComponent(lot)}`}>{lot}</a> },
  { name: 'Held', of: ({ held }) => <Badge tone={held ? 'bad' : 'good'}>{held ? 'held' : 'no hold'}</Badge> },
  {
    name: 'Quantity',
    isFigure: true,
    of: ({ quantity, known }) => (known ? <Quantity of={quantity} /> : 'not known yet'),
  },
  {
    name: 'Lies at',
    of: ({ plants }) => (plants.length === 0 ? 'nowhere' : plants.map(plantName).join(', ')),
  },
  { name: 'Told of', of: ({ updatedAt }) => <Ago at={updatedAt} /> },
];

/** Lots by name; those first of which systems told last. */
export function Lots() {
  const may = useMay();
  return <Page title="Lots">{may('listLots') ? <Found /> : <ByName />}</Page>;
}

function Found() {
  const { query, address } = useQuery();
  const { name, item, plant, held, cursor } = query;
  const lots = useResource('listLots', {
    query: { name, item, plant, held: held as 'true' | undefined, cursor, limit: 50 },
  });
  const plants = usePlants().map((one) => [one.plant, plantName(one.plant)] as const);
  return (
    <>
      <Filters
        forget={['cursor']}
        of={[
          { key: 'name', name: 'Name', placeholder: 'L-0417' },
          { key: 'item', name: 'Item', placeholder: 'PIN-10' },
          { key: 'plant', name: 'Plant', choices: plants },
          {
            key: 'held',
            name: 'Held',
            choices: [
              ['true', 'Held'],
              ['false', 'Not held'],
            ],
          },
        ]}
      />
      <Shown
        of={lots}
        what="lots"
        empty={{ when: ({ items }) => items.length === 0, say: 'No lot of that kind is known.' }}
      >
        {({ items, next }) => (
          <>
            <Table caption="Lots" columns={COLUMNS} rows={items} keyOf={({ lot }) => lot} />
            <nav class="pages" aria-label="Pages of lots">
              {cursor !== undefined && <a href={address({ cursor: null })}>First</a>}
              {next !== null && <a href={address({ cursor: next })}>Next</a>}
            </nav>
          </>
        )}
      </Shown>
    </>
  );
}

/** Who is not told which lots there are looks at one that they know. */
function ByName() {
  const { route } = useLocation();
  const [lot, setLot] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        route(`/console/lots/${encodeURIComponent(lot.trim())}`);
      }}
    >
      <p>Enter the number of a lot of yours, as it is on the label.</p>
      <div class="picks">
        <input
          required
          aria-label="Lot"
          placeholder="BRACKET-100:L-0101"
          value={lot}
          onInput={(event) => setLot(event.currentTarget.value)}
        />
        <button type="submit">Look at it</button>
      </div>
    </form>
  );
}
