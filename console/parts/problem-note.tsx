import type { Problem } from '../client/problem';

/** What was refused, and why; with what to do about it. */
export function ProblemNote({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  return (
    <div class="note note-bad" role="alert">
      <strong>{problem.title}.</strong> {problem.message !== problem.title && problem.message}
      {problem.errors.length > 0 && (
        <ul>
          {problem.errors.map(({ pointer, detail }) => (
            <li key={pointer}>
              <code>{pointer}</code> {detail}
            </li>
          ))}
        </ul>
      )}
      {problem.transaction !== null && (
        <>
          {' '}
          <a href={`/console/transactions/${problem.transaction}`}>{problem.transaction}</a>
        </>
      )}{' '}
      {onRetry && (
        <button type="button" class="plain" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
