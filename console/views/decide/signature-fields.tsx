import { Field } from '../../parts/field';
import { Text } from './fields';
import { SecretField } from '../../parts/secret-field';

/** Why somebody signs a decision. */
export type As = 'decision' | 'quality' | 'design-authority';
const AS: Readonly<Record<As, string>> = {
  decision: 'I decide it',
  quality: 'I approve it, for quality',
  'design-authority': 'I approve it, as design authority',
};

export interface Signing {
  readonly meaning: string;
  readonly secret: string;
  readonly isUnsigned: boolean;
}

interface Props {
  readonly as: As;
  readonly ways: readonly As[];
  readonly onAs: (as: As) => void;
  /** The decision may be taken without. */
  readonly isOptional: boolean;
  readonly canSign: boolean;
  /** The caller has signed in just now: that is the second component. */
  readonly isSignedIn: boolean;
  readonly signs: boolean;
  readonly of: Signing;
  readonly onChange: (changes: Partial<Signing>) => void;
}

/** The signature's two components: who is signed in, and a secret that only they know. */
export const SignatureFields = (props: Props) => {
  const { as, ways, onAs, isOptional, canSign, isSignedIn, signs, of, onChange } = props;
  return (
    <fieldset>
      <legend>Your electronic signature</legend>
      {ways.length > 1 && (
        <Field name="You sign because">
          {(attributes) => (
            <select {...attributes} value={as} onChange={(event) => onAs(event.currentTarget.value as As)}>
              {ways.map((way) => (
                <option key={way} value={way}>
                  {AS[way]}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {isOptional && (
        <label class="check">
          <input
            type="checkbox"
            checked={signs}
            disabled={!canSign}
            onChange={(event) => onChange({ isUnsigned: !event.currentTarget.checked })}
          />{' '}
          Sign it, though it may be done without
        </label>
      )}
      {signs && (
        <Text
          name="Meaning"
          hint="What your signature says."
          value={of.meaning}
          onChange={(meaning) => onChange({ meaning })}
        />
      )}
      {signs && !isSignedIn && (
        <SecretField disabled={!canSign} value={of.secret} onChange={(secret) => onChange({ secret })} />
      )}
    </fieldset>
  );
};
