import type { Effectivity } from '../../client/openapi';
import { Field } from '../../parts/field';
import { plantName } from '../../parts/words';

interface Props {
  readonly plant: string;
  readonly timeZone: string;
  /** null: the plant is not in the change. */
  readonly of: Effectivity | null;
  readonly onChoose: (isIn: boolean) => void;
  readonly onChange: (effectivity: Effectivity) => void;
}

const KINDS: Readonly<Record<Effectivity['kind'], string>> = {
  immediate: 'As soon as all is staged',
  date: 'From a date on',
  'use-up': 'When the old revision is used up',
  serial: 'From a serial on',
  'next-lot': 'With the next lot',
};

const begun = (kind: Effectivity['kind']): Effectivity =>
  kind === 'date' ? { kind, localDate: '' } : kind === 'serial' ? { kind, item: '', from: '' } : { kind };

/** Whether a plant is in the change, and when it goes over. */
export function EffectivityFields({ plant, timeZone, of, onChoose, onChange }: Props) {
  const name = plantName(plant);
  return (
    <div class="field">
      <label class="check">
        <input
          type="checkbox"
          checked={of !== null}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />{' '}
        {name}
      </label>
      {of && (
        <Field name={`When ${name} goes over`}>
          {(attributes) => (
            <select
              {...attributes}
              value={of.kind}
              onChange={(event) => onChange(begun(event.currentTarget.value as Effectivity['kind']))}
            >
              {Object.entries(KINDS).map(([kind, text]) => (
                <option key={kind} value={kind}>
                  {text}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {of?.kind === 'date' && (
        <Field name={`Date at ${name}`} hint={`With the first shift of that day, ${timeZone}.`}>
          {(attributes) => (
            <input
              {...attributes}
              type="date"
              required
              value={of.localDate}
              onInput={(event) => onChange({ ...of, localDate: event.currentTarget.value })}
            />
          )}
        </Field>
      )}
      {of?.kind === 'serial' && (
        <>
          <Field name={`Item with serials at ${name}`}>
            {(attributes) => (
              <input
                {...attributes}
                required
                value={of.item}
                onInput={(event) => onChange({ ...of, item: event.currentTarget.value })}
              />
            )}
          </Field>
          <Field name={`First serial at ${name}`}>
            {(attributes) => (
              <input
                {...attributes}
                required
                value={of.from}
                onInput={(event) => onChange({ ...of, from: event.currentTarget.value })}
              />
            )}
          </Field>
        </>
      )}
    </div>
  );
}
