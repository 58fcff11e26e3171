import type { ChangePlant, EngineeringChange, SystemHealth } from '../../client/openapi';
import { useResource } from '../../live/use-resource';
import { usePlants } from '../../live/use-plants';
import { Badge } from '../../parts/badge';
import { Section } from '../../parts/page';
import { Shown } from '../../parts/shown';
import { type Column, Table } from '../../parts/table';
import { Since, useNow } from '../../parts/time';
import { CHANGE, plantName, systemName } from '../../parts/words';
import { columnOf, isOver, SYSTEM_STATE, systemStates } from '../change/systems';
import { WaitsFor } from '../change/waits-for';

const EVERY_MS = 3_000;
/** What has ended is shown for a day, so that a shift sees what became of what it followed. */
const DAY_MS = 86_400_000;

interface Props {
  readonly plant: string | null;
  readonly systems: readonly SystemHealth[];
}
interface Row {
  readonly change: EngineeringChange;
  readonly at: ChangePlant;
}

/** Changes under way, a line a plant, and what each system has done of them. */
export function ChangesNow({ plant, systems }: Props) {
  const filter = plant === null ? {} : { plant };
  const wakes = ({ type }: { type: string }) => type.startsWith('interlock.engineering-change.');
  const open = useResource(
    'listChanges',
    { query: { ...filter, open: 'true' } },
    {
      wakes,
      every: ({ items }) => (items.some(({ state }) => state !== 'staged') ? EVERY_MS : null),
    },
  );
  const newest = useResource('listChanges', { query: { ...filter, limit: 10 } }, { wakes });
  const plants = usePlants();
  const yesterday = useNow() - DAY_MS;
  const ended = (newest.data?.items ?? []).filter(
    (change) => isOver(change) && new Date(endOf(change)).getTime() > yesterday,
  );
  return (
    <Section title="Changes" aside={<a href="/console/changes">All changes</a>}>
      <Shown of={open} what="changes">
        {({ items }) => {
          const rows = [...items, ...ended.filter(({ id }) => !items.some((one) => one.id === id))].flatMap(
            (change) =>
              change.plants
                .filter((at) => plant === null || at.plant === plant)
                .map((at) => ({ change, at })),
          );
          if (rows.length === 0) return <p class="empty">No change is under way.</p>;
          return (
            <Table
              caption="Changes by plant, and the state of each system"
              rows={rows}
              keyOf={({ change, at }) => `${change.id}/${at.plant}`}
              columns={columnsOf(rows, systems, (name) => plants.find((one) => one.plant === name)?.timeZone)}
            />
          );
        }}
      </Shown>
    </Section>
  );
}

const endOf = ({ plants, withdrawal, requestedAt }: EngineeringChange): string =>
  withdrawal?.at ??
  plants
    .map(({ activeAt }) => activeAt ?? requestedAt)
    .sort()
    .at(-1) ??
  requestedAt;

function columnsOf(
  rows: readonly Row[],
  systems: readonly SystemHealth[],
  zoneOf: (plant: string) => string | undefined,
): Column<Row>[] {
  const columns = [
    ...new Set(rows.flatMap(({ at }) => at.targets.map(({ system }) => columnOf(system, systems)))),
  ].sort();
  return [
    {
      name: 'Change',
      of: ({ change }) => (
        <>
          <a href={`/console/changes/${change.id}`}>{change.change.id}</a>{' '}
          <span class="soft">
            {change.items.map(({ item, from, to }) => `${item} ${from} → ${to}`).join(', ')}
          </span>
        </>
      ),
    },
    { name: 'Plant', of: ({ at }) => <span class="whole">{plantName(at.plant)}</span> },
    { name: 'State', of: ({ at }) => <Badge tone={CHANGE[at.state]}>{at.state}</Badge> },
    ...columns.map((name) => ({
      name,
      of: ({ at }: Row) => {
        const found = systemStates(at).find(({ system }) => columnOf(system, systems) === name);
        if (!found) return <span class="soft">–</span>;
        return (
          <span title={`${systemName(found.system)}${found.note === null ? '' : `: ${found.note}`}`}>
            <Badge tone={SYSTEM_STATE[found.state]}>{found.state}</Badge>
            {found.exception !== null && (
              <>
                {' '}
                <a href={`/console/exceptions/${found.exception}`}>{found.exception}</a>
              </>
            )}
            {found.state === 'waiting' && found.since !== null && (
              <>
                {' '}
                <span class="soft">
                  <Since at={found.since} />
                </span>
              </>
            )}
          </span>
        );
      },
    })),
    { name: 'Waits for', of: ({ at }) => <WaitsFor at={at} zone={zoneOf(at.plant)} /> },
  ];
}
