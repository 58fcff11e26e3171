import type { ComponentChildren } from 'preact';
import type { Resource } from '../live/use-resource';
import { ProblemNote } from './problem-note';
import { Ago, At } from './time';

interface Props<T> {
  readonly of: Resource<T>;
  /** What is being looked for, in the plural, such as `open holds`. */
  readonly what: string;
  /** Said instead, where there is nothing to show. */
  readonly empty?: { readonly when: (data: T) => boolean; readonly say: ComponentChildren };
  readonly children: (data: T) => ComponentChildren;
}

/** What the API said, in every state it may be in: on its way, not there, refused, old, or as it is. */
export function Shown<T>({ of, what, empty, children }: Props<T>) {
  const { data, at, problem, renew } = of;
  if (data === null || at === null)
    return problem ? (
      <ProblemNote problem={problem} onRetry={renew} />
    ) : (
      <output class="loading">Loading {what} …</output>
    );
  return (
    <>
      {problem && (
        <div class="note note-warn" role="alert">
          <strong>Not renewed:</strong> {problem.message} This is as of <At at={at} />, <Ago at={at} />.{' '}
          <button type="button" class="plain" onClick={renew}>
            Try again
          </button>
        </div>
      )}
      <div class={problem ? 'old' : ''}>
        {empty?.when(data) ? <p class="empty">{empty.say}</p> : children(data)}
      </div>
      <p class="as-of">
        As of <At at={at} /> (<Ago at={at} />)
      </p>
    </>
  );
}
