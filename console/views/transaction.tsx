import { useRoute } from 'preact-iso';
import type { Query } from '../client/call';
import type { Transaction as Told } from '../client/openapi';
import { useResource } from '../live/use-resource';
import { Filters } from '../parts/filters';
import { Page, Section } from '../parts/page';
import { Shown } from '../parts/shown';
import { useQuery } from '../parts/use-query';
import { systemName } from '../parts/words';
import { About } from './transaction/about';
import { Steps } from './transaction/steps';
import { fits, groupsOf, type Step } from './transaction/step-words';
import { Waits } from './transaction/waits';

const LIMIT = 1_000;
const KINDS = [
  ['visit', 'Systems asked'],
  ['record', 'Decisions and changes'],
  ['event', 'Events'],
  ['delivery', 'Deliveries'],
  ['saga', 'Temporal: runs, timers, calls'],
  ['failed', 'Failures only'],
] as const;

/** The whole story of a transaction: who asked, what each system was asked, answered and was seen to say, what waited for what. */
export function Transaction() {
  const { id = '' } = useRoute().params;
  const { query } = useQuery();
  const transaction = useResource(
    'getTransaction',
    { path: { id }, query: questionOf(query) },
    { wakes: ({ transaction: of }) => of === id },
  );
  return (
    <Page title={`Transaction ${id}`}>
      <Shown of={transaction} what="its story">
        {(told) => <Story of={told} />}
      </Shown>
    </Page>
  );
}

function Story({ of }: { of: Told }) {
  const { query, address } = useQuery();
  const { steps, next, missing, waiting } = of.story;
  const shown = steps.filter((step) => fits(step, query));
  const systems = [...new Set(steps.flatMap(({ system }) => system ?? []))];
  return (
    <>
      <About of={of} />
      <Section title="What it waits for">
        <Waits of={waiting} />
      </Section>
      <Section title="Story">
        <Filters
          forget={['cursor']}
          of={[
            { key: 'kind', name: 'Steps', choices: KINDS },
            {
              key: 'system',
              name: 'System',
              choices: [
                ['interlock', 'Interlock and people'],
                ...systems.map((system) => [system, systemName(system)] as const),
              ],
            },
            { key: 'by', name: 'Order', choices: [['system', 'By system']], none: 'By time' },
            { key: 'temporal', name: 'Temporal', choices: [['1', 'With its history']], none: 'Without' },
          ]}
        />
        {missing.map(({ part, why }) => (
          <p key={part} class="note note-warn">
            <strong>Not all is told:</strong> {part}: {why}
          </p>
        ))}
        {shown.length === 0 && <p class="empty">No such step.</p>}
        {query.by === 'system' ? <BySystem of={shown} /> : <Steps of={shown} />}
        <nav class="pager" aria-label="Pages">
          {query.cursor !== undefined && <a href={address({ cursor: null })}>From the beginning</a>}
          {next !== null && <a href={address({ cursor: next })}>Later steps</a>}
        </nav>
      </Section>
    </>
  );
}

const BySystem = ({ of }: { of: readonly Step[] }) => (
  <>
    {groupsOf(of).map(([system, steps]) => (
      <div key={system} class="story-group">
        <h3>{system === '' ? 'Interlock and people' : systemName(system)}</h3>
        <Steps of={steps} />
      </div>
    ))}
  </>
);

/** Temporal is read where its steps are wanted. */
const questionOf = ({
  temporal,
  kind,
  cursor,
}: Readonly<Record<string, string | undefined>>): Query<'getTransaction'> => ({
  limit: LIMIT,
  ...((temporal !== undefined || kind === 'saga') && { include: 'temporal' as const }),
  ...(cursor !== undefined && { cursor }),
});
