import { Field } from './field';

interface Props {
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Why something is decided, in one's own words: it goes into the audit. */
export const ReasonField = ({ hint, value, onChange }: Props) => (
  <Field name="Reason" {...(hint !== undefined && { hint })}>
    {(attributes) => (
      <textarea
        {...attributes}
        required
        maxLength={2000}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    )}
  </Field>
);
