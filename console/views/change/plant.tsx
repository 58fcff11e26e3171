import type { ChangePlant, EngineeringChange, Target } from '../../client/openapi';
import { usePlants } from '../../live/use-plants';
import { Badge } from '../../parts/badge';
import { Facts } from '../../parts/facts';
import { Section } from '../../parts/page';
import { Table } from '../../parts/table';
import { At } from '../../parts/time';
import { CHANGE, plantName, systemName } from '../../parts/words';
import { dateThere } from '../../parts/zone';
import { SignActivation } from './sign';
import { SYSTEM_STATE, systemStates } from './systems';
import { effectivityText } from './words';

interface Props {
  readonly of: EngineeringChange;
  readonly at: ChangePlant;
  readonly onDone: () => void;
}

/** A plant: when it goes over, what each of its systems says, and who has signed. */
export function PlantSection({ of, at, onDone }: Props) {
  const zone = usePlants().find(({ plant }) => plant === at.plant)?.timeZone;
  return (
    <Section title={plantName(at.plant)} aside={<Badge tone={CHANGE[at.state]}>{at.state}</Badge>}>
      <Facts
        of={{
          'Goes over': at.effectivity && effectivityText(at.effectivity),
          Due: at.dueAt && dateThere(at.dueAt, zone),
          Staged: at.stagedAt && <At at={at.stagedAt} />,
          'Past the point of return': at.pivotedAt && <At at={at.pivotedAt} />,
          Active: at.activeAt && <At at={at.activeAt} />,
          Signed:
            at.signatures.length === 0
              ? null
              : at.signatures.map(({ id, signer, meaning, signedAt }) => (
                  <p key={id}>
                    {signer.name}: “{meaning}”, <At at={signedAt} />
                  </p>
                )),
          Workflow: (
            <a href={at.workflow} target="_blank" rel="noreferrer">
              in Temporal’s Web UI
            </a>
          ),
        }}
      />
      <SignActivation of={of} at={at} onDone={onDone} />
      {at.targets.length === 0 ? (
        <p class="empty">No system has been asked for anything here.</p>
      ) : (
        <Table
          caption={`Systems of ${plantName(at.plant)}`}
          rows={at.targets}
          keyOf={({ id }) => id}
          columns={[
            { name: 'System', of: ({ system }) => systemName(system) },
            {
              name: 'Object',
              of: ({ subject }) =>
                subject.kind === 'starts' ? `new starts of ${itemOf(subject.id)}` : itemOf(subject.id),
            },
            { name: 'State', of: (target) => <State of={target} /> },
            {
              name: 'Since',
              of: ({ observedAt, askedAt, status }) => (
                <When at={status === 'observed' ? observedAt : askedAt} />
              ),
            },
            { name: 'It says', of: ({ note }) => note ?? <span class="soft">nothing yet</span> },
          ]}
        />
      )}
    </Section>
  );
}

const itemOf = (subject: string): string => subject.split('@')[0]!;

const When = ({ at }: { at: string | null }) =>
  at === null ? <span class="soft">not asked yet</span> : <At at={at} />;

function State({ of }: { of: Target }) {
  const { state, exception } = systemStates({ targets: [of] })[0]!;
  const text =
    of.subject.kind !== 'starts'
      ? state
      : of.status !== 'observed'
        ? 'waiting'
        : of.desired.state === 'held'
          ? 'closed'
          : 'open';
  return (
    <>
      <Badge tone={text === 'open' || text === 'closed' ? 'good' : SYSTEM_STATE[state]}>{text}</Badge>{' '}
      {exception !== null && <a href={`/console/exceptions/${exception}`}>{exception}</a>}
    </>
  );
}
