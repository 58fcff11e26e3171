import type { Waiting } from '../../client/openapi';
import { Badge, type Tone } from '../../parts/badge';
import { IdLink } from '../../parts/id-link';
import { Since } from '../../parts/time';
import { count, systemName } from '../../parts/words';

const ON: Readonly<Record<Waiting['on'], { readonly tone: Tone; readonly text: string }>> = {
  person: { tone: 'bad', text: 'a person' },
  system: { tone: 'warn', text: 'a system' },
  condition: { tone: 'wait', text: 'a condition' },
  interlock: { tone: 'wait', text: 'Interlock' },
};
/** Of a long list, as many are seen at once. */
const SEEN = 6;

/** For whom, or what, it waits now. */
export function Waits({ of }: { of: readonly Waiting[] }) {
  if (of.length === 0) return <p class="empty">It waits for nothing.</p>;
  const rest = of.slice(SEEN);
  return (
    <>
      <List of={of.slice(0, SEEN)} />
      {rest.length > 0 && (
        <details class="json">
          <summary>{count(rest.length, 'more wait', 'more waits')}</summary>
          <List of={rest} />
        </details>
      )}
    </>
  );
}

const List = ({ of }: { of: readonly Waiting[] }) => (
  <ul class="results">
    {of.map(({ on, system, exception, since, text }) => (
      <li key={`${exception ?? system} ${text}`}>
        <Badge tone={ON[on].tone}>
          {on === 'system' && system !== null ? systemName(system) : ON[on].text}
        </Badge>{' '}
        {text}
        {since !== null && (
          <span class="hint">
            {' '}
            for <Since at={since} />
          </span>
        )}{' '}
        {exception !== null && <IdLink id={exception} />}
      </li>
    ))}
  </ul>
);
