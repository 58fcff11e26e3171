import type { Exception, Target } from '../../client/openapi';
import { useResource } from '../../live/use-resource';
import { Badge } from '../../parts/badge';
import { Section } from '../../parts/page';
import { At } from '../../parts/time';
import { systemName, TARGET } from '../../parts/words';

/** Milliseconds between two looks while the step is on its way: its steps tell nobody. */
const LOOK_MS = 1_000;
const UNDER_WAY: readonly Target['status'][] = ['wanted', 'asked', 'acknowledged'];

/** How the step goes on after its exception is closed: of holds and changes, which show their targets. */
export function Onward({ of }: { of: Exception }) {
  if (of.stops?.kind === 'quality-hold') return <OfHold of={of} id={of.stops.id} />;
  if (of.stops?.kind === 'engineering-change') return <OfChange of={of} id={of.stops.id} />;
  return null;
}

const isMeant = ({ system, subject }: Exception, target: Target): boolean =>
  target.system === system && target.subject.kind === subject?.kind && target.subject.id === subject.id;
const again = (target: Target | undefined) => (target && UNDER_WAY.includes(target.status) ? LOOK_MS : null);

function OfHold({ of, id }: { of: Exception; id: string }) {
  const find = (targets: readonly Target[]) => targets.find((target) => isMeant(of, target));
  const { data } = useResource('getHold', { path: { id } }, { every: (hold) => again(find(hold.targets)) });
  return <Way of={data && find(data.targets)} />;
}

function OfChange({ of, id }: { of: Exception; id: string }) {
  const find = (plants: readonly { readonly targets: readonly Target[] }[]) =>
    plants.flatMap(({ targets }) => targets).find((target) => isMeant(of, target));
  const { data } = useResource(
    'getChange',
    { path: { id } },
    { every: (change) => again(find(change.plants)) },
  );
  return <Way of={data && find(data.plants)} />;
}

function Way({ of }: { of: Target | null | undefined }) {
  if (!of) return null;
  return (
    <Section title="How it goes on">
      <p aria-live="polite">
        {systemName(of.system)} <Badge tone={TARGET[of.status]}>{of.status}</Badge>{' '}
        {of.exception !== null && (
          <a href={`/console/exceptions/${of.exception}`}>It is parked again: {of.exception}</a>
        )}
      </p>
      <ol class="results">
        {of.askedAt !== null && (
          <li>
            Asked <At at={of.askedAt} />
          </li>
        )}
        {of.acknowledgedAt !== null && (
          <li>
            Acknowledged <At at={of.acknowledgedAt} />
          </li>
        )}
        {of.observedAt !== null && (
          <li>
            Observed <At at={of.observedAt} />
          </li>
        )}
      </ol>
    </Section>
  );
}
