import { useState } from 'preact/hooks';
import { Field } from '../../parts/field';

interface Props {
  readonly isAsking: boolean;
  readonly onEnter: (key: string) => void;
}

/** Signing in by a key of one's own. */
export function KeyForm({ isAsking, onEnter }: Props) {
  const [key, setKey] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onEnter(key.trim());
      }}
    >
      <Field
        name="Key"
        hint="Your own, from your administrator. With npm start keys are in .interlock/stack.json."
      >
        {(attributes) => (
          <input
            {...attributes}
            type="password"
            autocomplete="current-password"
            required
            value={key}
            onInput={(event) => setKey(event.currentTarget.value)}
          />
        )}
      </Field>
      <button type="submit" disabled={isAsking}>
        Sign in
      </button>
    </form>
  );
}
