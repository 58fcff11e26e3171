import type { SystemHealth, SystemHealths } from '../../client/openapi';
import type { Resource } from '../../live/use-resource';
import { Badge, type Tone } from '../../parts/badge';
import { Section } from '../../parts/page';
import { Shown } from '../../parts/shown';
import { type Column, Table } from '../../parts/table';
import { agoText, Ago, Since } from '../../parts/time';
import { count, plantName, systemName } from '../../parts/words';

const STATE: Readonly<Record<SystemHealth['state'], Tone>> = {
  answering: 'good',
  failing: 'bad',
  unknown: 'off',
};

interface Props {
  readonly of: Resource<SystemHealths>;
  readonly plant: string | null;
  /** Of systems that are well it says only how many they are. */
  readonly isWall: boolean;
}

/** Whether each system answers, what waits for it, and what wants a person; of a plant, its own and the enterprise's. */
export function SystemsNow({ of, plant, isWall }: Props) {
  return (
    <Section title="Systems">
      <Shown of={of} what="systems" empty={{ when: ({ items }) => items.length === 0, say: 'No system.' }}>
        {({ items }) => {
          const here = items.filter((one) => plant === null || one.plant === null || one.plant === plant);
          const told = isWall ? here.filter((one) => !isWell(one)) : here;
          return (
            <>
              {told.length > 0 && (
                <Table
                  caption="Systems: health and what waits for them"
                  rows={told}
                  keyOf={({ system }) => system}
                  columns={COLUMNS}
                />
              )}
              {told.length < here.length && (
                <p class="empty">
                  {told.length === 0
                    ? 'Every system answers, and nothing waits for any.'
                    : `${count(here.length - told.length, 'other')} answer; nothing waits for them.`}
                </p>
              )}
            </>
          );
        }}
      </Shown>
    </Section>
  );
}

const isWell = ({ state, waiting, exceptions }: SystemHealth): boolean =>
  state !== 'failing' && waiting.targets === 0 && exceptions === 0;

const COLUMNS: readonly Column<SystemHealth>[] = [
  { name: 'System', of: ({ system }) => <span class="whole">{systemName(system)}</span> },
  {
    name: 'Of',
    of: ({ plant }) => <span class="whole">{plant === null ? 'all plants' : plantName(plant)}</span>,
  },
  { name: 'State', of: (one) => <State of={one} /> },
  { name: 'Not confirmed', of: (one) => <Waiting of={one} /> },
  {
    name: 'Exceptions',
    of: ({ system, exceptions }) =>
      exceptions === 0 ? '0' : <a href={`/console/exceptions?state=open&system=${system}`}>{exceptions}</a>,
    isFigure: true,
  },
  { name: 'Backlog', of: (one) => <Backlog of={one} /> },
];

function State({ of: { state, answeredAt, failedAt, failure, exceptions } }: { of: SystemHealth }) {
  return (
    <>
      <Badge tone={state === 'answering' && exceptions > 0 ? 'warn' : STATE[state]}>{state}</Badge>{' '}
      <span class="soft">
        {state === 'failing' ? (
          <>
            {failure?.text}
            {failedAt !== null && (
              <>
                , <Ago at={failedAt} />
              </>
            )}
          </>
        ) : answeredAt !== null ? (
          <>
            answered <Ago at={answeredAt} />
          </>
        ) : (
          'not asked in the last hour'
        )}
      </span>
    </>
  );
}

function Waiting({ of: { waiting, parked } }: { of: SystemHealth }) {
  if (waiting.targets === 0) return <span class="soft">nothing</span>;
  return (
    <>
      {count(waiting.targets, 'target')}
      {waiting.oldestAt !== null && (
        <>
          , for <Since at={waiting.oldestAt} />
        </>
      )}
      {parked > 0 && `; ${parked} parked`}
    </>
  );
}

function Backlog({ of: { backlog } }: { of: SystemHealth }) {
  if (backlog === null) return <span class="soft">not known</span>;
  if (backlog.tasks === 0) return <span class="soft">none</span>;
  return (
    <>
      {count(backlog.tasks, 'step')} queued, oldest {agoText(backlog.oldestSeconds * 1_000)}
    </>
  );
}
