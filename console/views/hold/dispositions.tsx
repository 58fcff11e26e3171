import type { Disposition, Hold } from '../../client/openapi';
import { Badge } from '../../parts/badge';
import { Pages } from '../../parts/pages';
import { Section } from '../../parts/page';
import { figure, Quantity } from '../../parts/quantity';
import { type Column, Table } from '../../parts/table';
import { At } from '../../parts/time';
import { useQuery } from '../../parts/use-query';
import { systemName, TARGET } from '../../parts/words';
import { useMay } from '../../session';
import { Reversal } from './reversal';
import { decisionName, DISPOSITION } from './words';

/** What was decided, who signed it, and how far each system is with carrying it out. */
export function Dispositions({ hold, onDone }: { hold: Hold; onDone: () => void }) {
  const { query, address, go } = useQuery();
  const may = useMay();
  const decides = may('decideDisposition', hold.plant);
  const reversing = hold.dispositions.find(
    ({ id }) => query['do'] === 'reverse' && id === query['disposition'],
  );
  return (
    <Section
      title="Decisions"
      aside={
        hold.state !== 'closed' &&
        (decides || may('signRecord', hold.plant)) && (
          <a class="button" href={address({ do: 'decide' })}>
            {decides ? 'Decide' : 'Approve a decision'}
          </a>
        )
      }
    >
      {hold.dispositions.length === 0 ? (
        <p class="empty">Nothing is decided yet: all of it stays held.</p>
      ) : (
        <Pages name="decisions" rows={hold.dispositions.toReversed()} size={10}>
          {(page) => (
            <Table
              caption="Decisions, newest first"
              columns={columnsOf(hold)}
              rows={page}
              keyOf={({ id }) => id}
            />
          )}
        </Pages>
      )}
      {reversing && (
        <Reversal
          hold={hold}
          disposition={reversing}
          onDone={onDone}
          onClose={() => go({ do: null, disposition: null })}
        />
      )}
    </Section>
  );
}

const columnsOf = (hold: Hold): Column<Disposition>[] => [
  {
    name: 'Decision',
    of: ({ decision, lot, quantity, reason, reference, output, found }) => (
      <>
        <strong>{decisionName(decision)}</strong> <Quantity of={quantity} /> of {lot}
        <small class="under">
          {reason} ({reference}){output !== null && `, becomes ${output}`}
          {found && `; found ${figure(found.good)} good, ${figure(found.bad)} bad`}
        </small>
      </>
    ),
  },
  { name: 'State', of: ({ state }) => <Badge tone={DISPOSITION[state]}>{state}</Badge> },
  {
    name: 'By',
    of: (disposition) => (
      <>
        {disposition.decidedBy.name}, <At at={disposition.decidedAt} />
        <Signed of={disposition} />
      </>
    ),
  },
  { name: 'Carried out', of: (disposition) => <Progress hold={hold} of={disposition} /> },
  { name: 'To do', of: (disposition) => <Reverse hold={hold} of={disposition} /> },
];

/** Signatures as the record shows them: who, in which capacity, with which meaning, when (21 CFR 11.50(b)). */
const Signed = ({ of: { signatures, signature, approvals } }: { of: Disposition }) => (
  <>
    {signatures.map(({ id, capacity, signer, meaning, signedAt }) => (
      <small key={id} class="under">
        ✎ signed by {signer.name} as {capacity.replace('-', ' ')}: “{meaning}”, <At at={signedAt} />
      </small>
    ))}
    {approvals
      .filter(({ reference }) => !reference.startsWith('signature:'))
      .map(({ kind, id, name, reference }) => (
        <small key={`${kind}${id}`} class="under">
          approved by {name} as {kind.replace('-', ' ')} ({reference})
        </small>
      ))}
    {signature !== null && <small class="under">✎ signed in the QMS</small>}
  </>
);

/** What each system has to post or to do for it, and how far it is. */
function Progress({ hold, of: { id, state, decision, verifiedAt } }: { hold: Hold; of: Disposition }) {
  const steps = hold.targets.filter(({ subject }) => subject.kind === 'disposition' && subject.id === id);
  const isUnderWay = state === 'decided' || state === 'executing';
  const isPosted = steps.every(({ status }) => status === 'observed');
  return (
    <ul class="plain-list">
      {steps.map(({ id: target, system, status, note, exception }) => (
        <li key={target}>
          {systemName(system)} <Badge tone={TARGET[status]}>{status}</Badge>{' '}
          {exception !== null && <a href={`/console/exceptions/${exception}`}>{exception}</a>}
          {note !== null && <small class="under">{note}</small>}
        </li>
      ))}
      {state === 'verified' && verifiedAt !== null && (
        <li>
          verified <At at={verifiedAt} />
        </li>
      )}
      {isUnderWay && isPosted && <li>{WAITS[decision]}</li>}
    </ul>
  );
}

/** What is waited for once every system has posted it. */
const WAITS: Readonly<Record<Disposition['decision'], string>> = {
  release: 'held until every system has let go',
  'use-as-is': 'held until every system has let go',
  sort: 'waits until it is sorted and counted',
  rework: 'waits until it is finished and inspected again',
  repair: 'waits until it is finished and inspected again',
  regrade: 'waits until every system has the other lot',
  scrap: 'waits until its destruction is confirmed',
  'return-to-supplier': 'waits until its goods issue is seen',
};

function Reverse({ hold, of: { id, state, decision, lot } }: { hold: Hold; of: Disposition }) {
  const { address } = useQuery();
  const may = useMay();
  if (state === 'verified' || state === 'reversed' || hold.state === 'closed') return null;
  if (!may('reverseDisposition', hold.plant)) return null;
  return (
    <a
      class="button plain"
      href={address({ do: 'reverse', disposition: id })}
      aria-label={`Take back: ${decisionName(decision)} of ${lot}`}
    >
      Take back
    </a>
  );
}
