import type { ChangePlant, EngineeringChange } from '../../client/openapi';
import { usePlants } from '../../live/use-plants';
import { Badge } from '../../parts/badge';
import { Table } from '../../parts/table';
import { At } from '../../parts/time';
import { CHANGE, plantName } from '../../parts/words';
import { WaitsFor } from './waits-for';

const STEPS = ['checking', 'staging', 'staged', 'activating', 'active'] as const;
type Step = (typeof STEPS)[number];

/** When each step was reached, where that is known. */
const reachedAt = (at: ChangePlant, step: Step, requestedAt: string): string | null =>
  ({
    checking: requestedAt,
    staging: null,
    staged: at.stagedAt,
    activating: at.pivotedAt,
    active: at.activeAt,
  })[step];

/** Plant by step: passed, being made, to come. */
export function Steps({ of }: { of: EngineeringChange }) {
  const plants = usePlants();
  return (
    <Table
      caption="Plants and steps"
      rows={of.plants}
      keyOf={({ plant }) => plant}
      columns={[
        { name: 'Plant', of: ({ plant }) => <a href={`#s-${plant}`}>{plantName(plant)}</a> },
        ...STEPS.map((step) => ({
          name: step,
          of: (at: ChangePlant) => <StepMark at={at} step={step} requestedAt={of.requestedAt} />,
        })),
        {
          name: 'Waits for',
          of: (at) => <WaitsFor at={at} zone={plants.find(({ plant }) => plant === at.plant)?.timeZone} />,
        },
      ]}
    />
  );
}

function StepMark({ at, step, requestedAt }: { at: ChangePlant; step: Step; requestedAt: string }) {
  const reached = reachedAt(at, step, requestedAt);
  if (at.state === step && step !== 'active')
    return <Badge tone={CHANGE[step]}>{step === 'staged' ? 'waiting' : 'now'}</Badge>;
  if (isPassed(at, step))
    return (
      <>
        <Badge tone="good">done</Badge>{' '}
        {reached !== null && (
          <span class="soft">
            <At at={reached} />
          </span>
        )}
      </>
    );
  if (!isOnWay(at))
    return step === endedIn(at) ? (
      <Badge tone={CHANGE[at.state]}>{at.state}</Badge>
    ) : (
      <span class="soft">–</span>
    );
  return <span class="soft">to come</span>;
}

const isOnWay = ({ state }: ChangePlant): boolean => (STEPS as readonly string[]).includes(state);

/** The step in which a plant that leaves the way left it. */
const endedIn = (at: ChangePlant): Step =>
  at.state === 'refused' ? 'checking' : at.stagedAt === null ? 'staging' : 'staged';

function isPassed(at: ChangePlant, step: Step): boolean {
  if (isOnWay(at)) return STEPS.indexOf(step) < STEPS.indexOf(at.state as Step) || at.state === step;
  return STEPS.indexOf(step) < STEPS.indexOf(endedIn(at));
}
