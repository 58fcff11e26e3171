import type { LotHistoryEntry } from '../../client/openapi';
import { useResource } from '../../live/use-resource';
import { Section } from '../../parts/page';
import { Quantity } from '../../parts/quantity';
import { Shown } from '../../parts/shown';
import { type Column, Table } from '../../parts/table';
import { At } from '../../parts/time';
import { useQuery } from '../../parts/use-query';
import { plantName, systemName } from '../../parts/words';
import { decisionName, RESIDUAL } from '../hold/words';

const COLUMNS: readonly Column<LotHistoryEntry>[] = [
  { name: 'At', of: ({ at }) => <At at={at} /> },
  { name: 'What happened', of: (entry) => <What entry={entry} /> },
  {
    name: 'Quantity',
    isFigure: true,
    of: ({ quantity }) => (quantity === null ? '–' : <Quantity of={quantity} />),
  },
  { name: 'By', of: (entry) => by(entry) },
];

/** All that happened to it, newest first. */
export function History({ lot }: { lot: string }) {
  const { query, address } = useQuery();
  const history = useResource('getLotHistory', {
    path: { lot },
    query: { limit: 50, ...(query['before'] !== undefined && { cursor: query['before'] }) },
  });
  return (
    <Section title="History">
      <Shown
        of={history}
        what="its history"
        empty={{ when: ({ items }) => items.length === 0, say: 'Nothing was told of it yet.' }}
      >
        {({ items, next }) => (
          <>
            <Table caption="History, newest first" columns={COLUMNS} rows={items} keyOf={({ id }) => id} />
            <nav class="pages" aria-label="Pages of the history">
              {query['before'] !== undefined && <a href={address({ before: null })}>Newest</a>}
              {next !== null && <a href={address({ before: next })}>Older</a>}
            </nav>
          </>
        )}
      </Shown>
    </Section>
  );
}

function What({ entry }: { entry: LotHistoryEntry }) {
  switch (entry.kind) {
    case 'material':
      return (
        <>
          {entry.fact}
          {entry.reference !== null && ` (${entry.reference})`}
          {entry.plant !== null && ` at ${plantName(entry.plant)}`}
          {entry.customer !== null && ` for ${entry.customer}`}
          {entry.reversed && ': taken back'}
        </>
      );
    case 'hold':
      return (
        <>
          <Hold id={entry.hold} /> {HOLD[entry.did]}
          {entry.why !== null && `: ${entry.why}`}
        </>
      );
    case 'disposition':
      return (
        <>
          {decisionName(entry.decision)} {entry.did}, under <Hold id={entry.hold} />
          {entry.why !== null && `: ${entry.why}`}
        </>
      );
    case 'residual':
      return (
        <>
          <Hold id={entry.hold} /> came too late: {RESIDUAL[entry.residual]} ({entry.reference})
        </>
      );
    case 'physical-control':
      return (
        <>
          counted and tagged {entry.tag} at {entry.location}, under <Hold id={entry.hold} />
        </>
      );
    case 'inspection':
      return (
        <>
          <a href={`/console/transactions/${entry.transaction}`}>
            inspection {entry.number ?? entry.inspection}
          </a>{' '}
          {entry.did}
        </>
      );
  }
}

const HOLD = { placed: 'placed on it', joined: 'covers it too', closed: 'closed' };
const Hold = ({ id }: { id: string }) => <a href={`/console/holds/${id}`}>{id}</a>;

const by = (entry: LotHistoryEntry): string => ('who' in entry ? entry.who.name : systemName(entry.system));
