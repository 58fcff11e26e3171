import { Badge } from '../../parts/badge';
import { IdLink } from '../../parts/id-link';
import { Json } from '../../parts/json';
import { At } from '../../parts/time';
import { count, systemName } from '../../parts/words';
import { folded, markOf, type Repeated, type Step } from './step-words';

/** Steps in time order; what failed and what waits is marked. */
export const Steps = ({ of }: { of: readonly Step[] }) => (
  <ol class="story">
    {folded(of).map((repeated) => (
      <One key={repeated.step.id} {...repeated} />
    ))}
  </ol>
);

function One({ step: of, more, last }: Repeated) {
  const mark = markOf(of);
  return (
    <li class={mark ? `is-${mark.tone}` : ''}>
      <At at={of.at} />
      <span>{of.system === null ? 'Interlock' : systemName(of.system)}</span>
      <div>
        {mark && <Badge tone={mark.tone}>{mark.text}</Badge>} {of.text}
        {of.kind === 'record' && <span class="who"> by {of.who.name}</span>}
        {of.kind === 'visit' && of.by !== null && (
          <span class="who">
            {' '}
            asked by <IdLink id={of.by} />
          </span>
        )}
        {of.kind === 'call' && of.nextAttemptAt !== null && (
          <span class="who">
            {' '}
            attempt {of.attempts}; again <At at={of.nextAttemptAt} />
          </span>
        )}
        {more > 0 && (
          <span class="who">
            {' '}
            {count(more, 'time', 'times')} more, last <At at={last} />
          </span>
        )}
      </div>
      <Json name="Details" of={of} />
    </li>
  );
}
