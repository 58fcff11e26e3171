import type { Query } from '../client/call';
import { useResource } from '../live/use-resource';
import type { LoggedEvent } from '../live/line';
import { Filters } from '../parts/filters';
import { IdLink } from '../parts/id-link';
import { Page } from '../parts/page';
import { usePlaces } from '../parts/places';
import { Shown } from '../parts/shown';
import { type Column, Table } from '../parts/table';
import { At } from '../parts/time';
import { useQuery } from '../parts/use-query';
import { plantName } from '../parts/words';
import { EventDialog } from './events/event-dialog';
import { typeText, TYPES } from './events/words';

const LIMIT = 100;

/** The event log, the newest first and live; or from a point on, as it was written. */
export function Events() {
  const { query, address, go } = useQuery();
  const { plants } = usePlaces();
  const asked = questionOf(query);
  // What is read back from a point, or on from one, is settled but for its end.
  const isLive = query.before === undefined;
  const events = useResource('listEvents', { query: asked }, { wakes: () => isLive });
  const columns: readonly Column<LoggedEvent>[] = [
    {
      name: 'Event',
      of: ({ sequence, type }) => <a href={address({ event: sequence })}>{typeText(type)}</a>,
    },
    { name: 'Of', of: ({ subject }) => <IdLink id={subject} /> },
    { name: 'Plant', of: ({ plant }) => (plant === null ? '–' : plantName(plant)) },
    { name: 'Transaction', of: ({ transaction }) => <IdLink id={transaction} /> },
    { name: 'When', of: ({ time }) => <At at={time} /> },
    { name: 'Number', of: ({ sequence }) => sequence, isFigure: true },
  ];
  return (
    <Page title="Events">
      <Filters
        forget={['before', 'event']}
        of={[
          { key: 'type', name: 'Type', suggestions: TYPES, placeholder: 'all but interlock.audit.*' },
          { key: 'plant', name: 'Plant', choices: plants },
          { key: 'subject', name: 'Of', placeholder: 'QH-…' },
          { key: 'transaction', name: 'Transaction', placeholder: 'TX-…' },
          { key: 'from', name: 'From number', placeholder: 'the newest first' },
        ]}
      />
      <Shown
        of={events}
        what="events"
        empty={{ when: (page) => page.events.length === 0, say: 'No such event.' }}
      >
        {(page) => (
          <>
            <Table
              caption={query.from === undefined ? 'Events, newest first' : 'Events, oldest first'}
              columns={columns}
              rows={page.events}
              keyOf={({ sequence }) => String(sequence)}
            />
            <nav class="pager" aria-label="Pages">
              {!isLive && <a href={address({ before: null })}>Newest</a>}
              {page.next !== null &&
                (query.from === undefined ? (
                  <a href={address({ before: page.next })}>Older</a>
                ) : (
                  <a href={address({ from: Number(page.next) + 1 })}>Later</a>
                ))}
            </nav>
            {page.purgedThrough > 0 && page.next === null && (
              <p class="hint">Events up to number {page.purgedThrough} are no longer kept.</p>
            )}
          </>
        )}
      </Shown>
      {query.event !== undefined && (
        <EventDialog sequence={Number(query.event)} onClose={() => go({ event: null })} />
      )}
    </Page>
  );
}

function questionOf(query: Readonly<Record<string, string | undefined>>): Query<'listEvents'> {
  const { type, plant, subject, transaction, before, from } = query;
  const point =
    from === undefined
      ? { order: 'newest' as const, before: before === undefined ? undefined : Number(before) }
      : { after: Math.max(0, Number(from) - 1) };
  // Seals of the audit come every few seconds, and are shown where they are asked for.
  const except = type === undefined ? 'interlock.audit.*' : undefined;
  const chosen = { type, except, plant, subject, transaction, ...point };
  return {
    limit: LIMIT,
    ...(Object.fromEntries(Object.entries(chosen).filter(([, value]) => value !== undefined)) as object),
  };
}
