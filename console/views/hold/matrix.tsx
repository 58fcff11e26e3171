import type { Hold, Target } from '../../client/openapi';
import { Badge } from '../../parts/badge';
import { groupBy } from '../../parts/group';
import { Pages } from '../../parts/pages';
import { Section } from '../../parts/page';
import { type Column, Table } from '../../parts/table';
import { At } from '../../parts/time';
import { useQuery } from '../../parts/use-query';
import { count, systemName, TARGET } from '../../parts/words';
import { isContained, matrixOf, type Matrix, type Row } from './containment';
import { Steps } from './steps';
import { HELD_STATUS } from './words';

/** More rows than this are summed up by item first. */
const FEW = 12;

/** What each system says of each lot; of many, those that are not contained can be picked out. */
export function Containment({ hold }: { hold: Hold }) {
  const { query, go } = useQuery();
  const matrix = matrixOf(hold);
  const lacking = matrix.rows.filter(({ isContained: is }) => !is).length;
  const onlyLacking = query['show'] === 'not-contained';
  const rows = matrix.rows.filter(
    ({ isContained: is, group, id }) =>
      (!onlyLacking || !is) &&
      (query['item'] === undefined || query['item'] === group) &&
      id.toLowerCase().includes((query['find'] ?? '').toLowerCase()),
  );
  const opened = matrix.rows.find(({ key }) => key === query['steps']);
  return (
    <Section title="What each system says" aside={<Sums lacking={lacking} of={matrix.rows.length} />}>
      {matrix.rows.length > FEW && <ByItem hold={hold} matrix={matrix} />}
      {matrix.rows.length > 1 && (
        <div class="picks">
          <label class="check">
            <input
              type="checkbox"
              checked={onlyLacking}
              onChange={(event) => go({ show: event.currentTarget.checked ? 'not-contained' : null })}
            />{' '}
            Not contained only
          </label>
          {matrix.rows.length > FEW && (
            <input
              type="search"
              aria-label="Find a lot of this hold"
              placeholder="Find a lot"
              value={query['find'] ?? ''}
              onInput={(event) => go({ find: event.currentTarget.value }, true)}
            />
          )}
        </div>
      )}
      {rows.length === 0 ? (
        <p class="empty">{onlyLacking ? 'Nothing that is not contained.' : 'No lot of that name.'}</p>
      ) : (
        <Pages name="systems" rows={rows}>
          {(page) => (
            <Table
              caption="What each system says of each lot"
              columns={columnsOf(matrix, hold)}
              rows={page}
              keyOf={({ key }) => key}
            />
          )}
        </Pages>
      )}
      {opened && <Steps row={opened} onClose={() => go({ steps: null })} />}
    </Section>
  );
}

const Sums = ({ lacking, of }: { lacking: number; of: number }) => (
  <Badge tone={lacking === 0 ? 'good' : 'bad'}>
    {lacking === 0 ? `all ${of} contained` : `${lacking} of ${of} not contained`}
  </Badge>
);

const columnsOf = ({ systems }: Matrix, { physical }: Hold): Column<Row>[] => [
  { name: 'Lot', of: (row) => <Subject row={row} /> },
  ...systems.map(({ system, required }) => ({
    name: `${systemName(system)}${required ? '' : ' (informed)'}`,
    of: ({ targets }: Row) => {
      const target = targets[system];
      return target ? <Cell target={target} isDone={isContained(target, physical)} /> : '–';
    },
  })),
];

function Subject({ row: { key, kind, id } }: { row: Row }) {
  const { address } = useQuery();
  return (
    <>
      {kind === 'lot' ? <a href={`/console/lots/${encodeURIComponent(id)}`}>{id}</a> : `${kind} ${id}`}{' '}
      <a class="quiet" href={address({ steps: key })} aria-label={`Steps of ${id} in every system`}>
        steps
      </a>
    </>
  );
}

function Cell({ target, isDone }: { target: Target; isDone: boolean }) {
  const { status, desired, exception, observedAt, acknowledgedAt, askedAt } = target;
  const at = status === 'observed' ? observedAt : (acknowledgedAt ?? askedAt);
  const isFree = desired.state === 'free';
  const text = isFree
    ? status === 'observed'
      ? 'free'
      : `letting go: ${HELD_STATUS[status]}`
    : status === 'cannot-enforce' && isDone
      ? 'held by hand'
      : HELD_STATUS[status];
  return (
    <span class="cell">
      <Badge tone={isFree ? 'off' : isDone ? 'good' : TARGET[status]}>{text}</Badge>
      {at !== null && (
        <small>
          <At at={at} />
        </small>
      )}
      {exception !== null && <a href={`/console/exceptions/${exception}`}>{exception}</a>}
    </span>
  );
}

/** How much of each item each system holds: a line an item, to look into. */
function ByItem({ hold, matrix: { rows, systems } }: { hold: Hold; matrix: Matrix }) {
  const { query, address } = useQuery();
  const groups = [...groupBy(rows, ({ group }) => group)];
  const columns: Column<(typeof groups)[number]>[] = [
    {
      name: 'Item',
      of: ([group]) => (
        <a
          href={address({ item: query['item'] === group ? null : group, 'systems-page': null })}
          aria-current={query['item'] === group ? 'true' : undefined}
        >
          {group}
        </a>
      ),
    },
    { name: 'Lots', isFigure: true, of: ([, of]) => of.length },
    ...systems
      .filter(({ required }) => required)
      .map(({ system }) => ({
        name: systemName(system),
        of: ([, of]: (typeof groups)[number]) => {
          const targets = of.flatMap(({ targets: all }) => all[system] ?? []);
          const done = targets.filter((target) => isContained(target, hold.physical)).length;
          if (targets.length === 0) return '–';
          return (
            <Badge tone={done === targets.length ? 'good' : 'bad'}>
              {done} of {targets.length}
            </Badge>
          );
        },
      })),
  ];
  return (
    <>
      <Table
        caption={`Contained, by item: ${count(groups.length, 'item')}`}
        isCaptionSeen
        columns={columns}
        rows={groups}
        keyOf={([group]) => group}
      />
      {query['item'] !== undefined && (
        <p>
          Lots of {query['item']} only. <a href={address({ item: null })}>Show all items</a>
        </p>
      )}
    </>
  );
}
