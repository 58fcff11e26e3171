import type { OpenHold, SystemHealth } from '../../client/openapi';
import { At, Since } from '../../parts/time';
import { systemName } from '../../parts/words';

type Missing = OpenHold['missing'][number];

/** `MES Lyon has not confirmed PIN-10:L-0417, for 12 s`, with what it last said and where a person is needed. */
export function Lacking({ of, health }: { of: Missing; health: SystemHealth | undefined }) {
  const { system, targets, subject, since, asked, last, exception } = of;
  return (
    <li>
      <p>
        <strong>{systemName(system)}</strong> has not confirmed{' '}
        {subject.kind === 'lot' ? (
          <a href={`/console/lots/${encodeURIComponent(subject.id)}`}>{subject.id}</a>
        ) : (
          `${subject.kind} ${subject.id}`
        )}
        {targets > 1 && ` and ${targets - 1} more`} for{' '}
        <strong>
          <Since at={since} />
        </strong>
        {exception !== null && (
          <>
            {': '}
            <a href={`/console/exceptions/${exception}`}>{exception}</a> waits for a person
          </>
        )}
        .
      </p>
      <p class="soft">
        {happened(of)}
        {asked > 0 && ` Asked ${asked === 1 ? 'once' : `${asked} times`}.`}
        {last && <Last of={last} />}
        {health?.state === 'failing' &&
          health.failure &&
          ` ${systemName(system)} fails: ${health.failure.text}.`}
      </p>
    </li>
  );
}

/** What was last heard of it: a lie, a refusal, or something else. */
const Last = ({ of: { outcome, answer, at } }: { of: NonNullable<Missing['last']> }) => (
  <>
    {' '}
    {outcome === 'contradicted'
      ? 'It still said'
      : outcome === 'rejected'
        ? 'It refused'
        : 'Last answer'} at <At at={at} />: “{answer}”.
  </>
);

function happened({ status, system }: Missing): string {
  switch (status) {
    case 'wanted':
      return 'It is about to be asked.';
    case 'asked':
      return 'It is being asked, again and again until it confirms.';
    case 'acknowledged':
      return 'It said yes, but was not seen to hold it yet.';
    case 'parked':
      return 'It is asked again and again; the exception says what a person can do.';
    case 'drifted':
      return 'It held it, and then was seen not to.';
    case 'cannot-enforce':
      return `${systemName(system)} cannot hold it: count, tag and secure it by hand, and record that at the hold.`;
    case 'observed':
      return 'It was seen to hold it; it is read a second time.';
  }
}
