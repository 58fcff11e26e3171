import type { Exception } from '../../client/openapi';
import { Field } from '../../parts/field';
import { requestOf } from './words';

type Name = Exception['amendable'][number];

interface Props {
  readonly of: Exception;
  readonly values: Readonly<Record<string, string>>;
  readonly onChange: (values: Readonly<Record<string, string>>) => void;
}

const FIELDS: Readonly<Record<Name, { name: string; type: 'date' | 'text'; hint: string; none: string }>> = {
  postingDate: {
    name: 'Posting date',
    type: 'date',
    hint: 'The day to which the posting belongs, by the plant’s own calendar.',
    none: 'the day of posting',
  },
  quarantine: {
    name: 'Quarantine',
    type: 'text',
    hint: 'The location to which restricted stock is taken.',
    none: 'the plant’s own',
  },
};

/** The technical fields of the step; one that is left empty stays as it is. One at least is to be mended. */
export function AmendFields({ of, values, onChange }: Props) {
  const request = requestOf(of) ?? {};
  const isEmpty = Object.keys(changesOf(values)).length === 0;
  return (
    <>
      {of.amendable.map((field, index) => {
        const { name, type, hint, none } = FIELDS[field];
        const now = request[field];
        return (
          <Field key={field} name={name} hint={`${hint} Now: ${typeof now === 'string' ? now : none}.`}>
            {(attributes) => {
              const input = {
                ...attributes,
                required: isEmpty && index === 0,
                value: values[field] ?? '',
                onInput: ({ currentTarget }: { currentTarget: HTMLInputElement }) =>
                  onChange({ ...values, [field]: currentTarget.value }),
              };
              return type === 'date' ? <input {...input} type="date" /> : <input {...input} type="text" />;
            }}
          </Field>
        );
      })}
    </>
  );
}

/** What is to be mended: what was entered. */
export const changesOf = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ''),
  );
