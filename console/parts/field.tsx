import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface Props {
  readonly name: string;
  /** What to enter, and why. */
  readonly hint?: string;
  /** Gives the control its id, and the id of its hint. */
  readonly children: (attributes: { id: string; 'aria-describedby'?: string }) => ComponentChildren;
}

/** A control of a form with its name and hint. */
export function Field({ name, hint, children }: Props) {
  const id = useId();
  const hintId = `${id}-hint`;
  return (
    <div class="field">
      <label for={id}>{name}</label>
      {children({ id, ...(hint !== undefined && { 'aria-describedby': hintId }) })}
      {hint !== undefined && (
        <small id={hintId} class="hint">
          {hint}
        </small>
      )}
    </div>
  );
}
