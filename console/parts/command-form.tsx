import type { ComponentChildren } from 'preact';
import type { Problem } from '../client/problem';
import { ProblemNote } from './problem-note';

interface Props {
  /** What the button says: what will be done. */
  readonly action: string;
  readonly isSending: boolean;
  readonly problem: Problem | null;
  readonly onSubmit: () => void;
  readonly children: ComponentChildren;
}

/** A form that decides something: its fields, its button, and why it was refused. */
export function CommandForm({ action, isSending, problem, onSubmit, children }: Props) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
      {problem && <ProblemNote problem={problem} />}
      <div class="actions">
        <button type="submit" disabled={isSending}>
          {isSending ? 'Sending …' : action}
        </button>
      </div>
    </form>
  );
}
