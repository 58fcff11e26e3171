import { Field } from './field';

interface Props {
  readonly disabled?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** The second component of an electronic signature; no browser keeps it. */
export const SecretField = ({ disabled = false, value, onChange }: Props) => (
  <Field name="Signing secret" hint="Known to you alone; asked each time.">
    {(attributes) => (
      <input
        {...attributes}
        type="password"
        required
        autocomplete="off"
        disabled={disabled}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    )}
  </Field>
);
