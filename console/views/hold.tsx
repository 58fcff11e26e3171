import { lazy } from 'preact-iso';
import { useState } from 'preact/hooks';
import type { Disposition, Hold as HoldType, Target } from '../client/openapi';
import { useResource } from '../live/use-resource';
import { Badge } from '../parts/badge';
import { Facts } from '../parts/facts';
import { Said } from '../parts/said';
import { Page, Section } from '../parts/page';
import { quantityText } from '../parts/quantity';
import { Shown } from '../parts/shown';
import { type Column, Table } from '../parts/table';
import { At } from '../parts/time';
import { useQuery } from '../parts/use-query';
import { plantName, systemName, TARGET } from '../parts/words';
import { useMay } from '../session';
import { AddLots } from './hold/add-lots';
import { isContaining } from './hold/containment';
import { Dispositions } from './hold/dispositions';
import { Headline } from './hold/headline';
import { Lots } from './hold/lots';
import { Containment } from './hold/matrix';
import { Physical } from './hold/physical';
import { Residuals } from './hold/residuals';
import { Followed } from './hold/scope';
import { decisionName, SEVERITY } from './hold/words';

const Genealogy = lazy(() => import('./genealogy/panel').then(({ GenealogyPanel }) => GenealogyPanel));
const Decide = lazy(() => import('./decide/dialog').then(({ Decide: view }) => view));

/** Steps of systems announce themselves to nobody: while something is under way it is asked about. */
const SOON_MS = 1_000;
/** Of a large hold, which takes longer to tell. */
const LATER_MS = 4_000;
const isUnderWay = ({ state, containment, targets }: HoldType): boolean =>
  state !== 'closed' &&
  (containment !== 'effective' || state === 'disposing' || targets.some(({ status }) => status === 'asked'));

/** One hold: what is contained and what is not, what it covers, and what is decided of it. */
export function Hold({ id }: { id: string }) {
  const hold = useResource(
    'getHold',
    { path: { id } },
    {
      wakes: ({ subject, data }) => subject === id || data['hold'] === id,
      every: (now) => (isUnderWay(now) ? (now.targets.length > 200 ? LATER_MS : SOON_MS) : null),
    },
  );
  return (
    <Page
      title={`Hold ${id}`}
      lead={hold.data && <Badge tone={SEVERITY[hold.data.severity]}>{hold.data.severity}</Badge>}
    >
      <Shown of={hold} what="the hold">
        {(found) => <Found hold={found} onDone={hold.renew} />}
      </Shown>
    </Page>
  );
}

function Found({ hold, onDone }: { hold: HoldType; onDone: () => void }) {
  const { query, address, go } = useQuery();
  const [said, setSaid] = useState<string | null>(null);
  const may = useMay();
  const decided = (disposition: Disposition | null) => {
    onDone();
    if (disposition) setSaid(sayDecided(disposition));
  };
  const isOpen = hold.state !== 'closed';
  return (
    <>
      <Headline hold={hold} />
      {said !== null && <Said tone="good">{said}</Said>}
      <About hold={hold} />
      <Containment hold={hold} />
      <Residuals hold={hold} onDone={onDone} />
      <Dispositions hold={hold} onDone={onDone} />
      <Lots hold={hold} />
      {query['genealogy'] !== undefined && (
        <Section
          title={`Genealogy of ${query['genealogy']}`}
          aside={<a href={address({ genealogy: null, opened: null, sought: null })}>Close</a>}
        >
          <Genealogy lot={query['genealogy']} marked={new Set(hold.lots.map(({ lot }) => lot))} />
        </Section>
      )}
      <Physical hold={hold} onDone={onDone} />
      <Followed hold={hold} onDone={onDone} />
      <Reports hold={hold} />
      {isOpen && query['do'] === 'add-lots' && may('addLots', hold.plant) && (
        <AddLots hold={hold} onDone={onDone} onClose={() => go({ do: null })} />
      )}
      {isOpen && query['do'] === 'decide' && <Decide hold={hold} onDone={decided} />}
    </>
  );
}

const sayDecided = ({ id, decision, quantity, lot }: Disposition): string =>
  `Decided: ${decisionName(decision)} of ${quantityText(quantity)} of ${lot} (${id}). It stays held until that is carried out and seen in every system.`;

function About({ hold }: { hold: HoldType }) {
  const {
    nonconformance,
    reason,
    plant,
    placedBy,
    placedAt,
    detectedAt,
    transaction,
    releaseCondition,
    links,
  } = hold;
  const may = useMay();
  return (
    <Section title="About">
      <Facts
        of={{
          Reason: `${reason.text} (${reason.code})`,
          Plant: plantName(plant),
          Placed: (
            <>
              <At at={placedAt} /> by {placedBy.name}
            </>
          ),
          Detected: <At at={detectedAt} />,
          Nonconformance: nonconformance && `${nonconformance.id}, ${nonconformance.system.toUpperCase()}`,
          'Lets go once': releaseCondition && `change ${releaseCondition.change.id} is active`,
          Family: hold.productFamily,
          State: hold.state,
          Story: <a href={`/console/transactions/${transaction}`}>{transaction}</a>,
          Events: may('listEvents') ? (
            <a href={`/console/events?transaction=${transaction}`}>Events</a>
          ) : null,
          Saga: (
            <a href={links.workflow} target="_blank" rel="noreferrer">
              Temporal
            </a>
          ),
        }}
      />
    </Section>
  );
}

const REPORTS: readonly Column<Target>[] = [
  { name: 'System', of: ({ system }) => systemName(system) },
  { name: 'Report', of: ({ subject }) => `${subject.kind} ${subject.id}` },
  { name: 'Status', of: ({ status }) => <Badge tone={TARGET[status]}>{status}</Badge> },
  { name: 'Observed', of: ({ observedAt }) => (observedAt === null ? '–' : <At at={observedAt} />) },
  { name: 'It says', of: ({ note }) => note ?? '–' },
];

/** Systems that are told of the hold without holding anything. */
function Reports({ hold }: { hold: HoldType }) {
  const reports = hold.targets.filter(
    (target) => !isContaining(target) && target.subject.kind !== 'disposition',
  );
  if (reports.length === 0) return null;
  return (
    <Section title="Reported to">
      <Table caption="Reports of the hold" columns={REPORTS} rows={reports} keyOf={({ id }) => id} />
    </Section>
  );
}
