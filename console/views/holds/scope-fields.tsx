import { Field } from '../../parts/field';
import { plantName } from '../../parts/words';
import { type Draft, type Kind, KINDS } from './draft';

interface Props {
  readonly of: Draft;
  readonly onChange: (changes: Partial<Draft>) => void;
}

const NAMES: Readonly<Record<Kind, { readonly name: string; readonly hint: string }>> = {
  lots: { name: 'Lots', hint: 'One a line, such as PIN-10:L-0417. What was made of them is held too.' },
  serials: { name: 'Serials', hint: 'One a line, such as BRACKET-100:SN-1001.' },
  supplierLots: { name: 'Supplier’s lots', hint: 'One a line, as the supplier calls them.' },
  orders: { name: 'Orders', hint: 'One a line, such as PO-7001: what they made, and will make.' },
  workCentres: { name: 'Work centre', hint: 'One of this plant, such as CNC-2.' },
};

/** What is to be held, named in one of five ways. */
export function ScopeFields({ of, onChange }: Props) {
  const { name, hint } = NAMES[of.kind];
  return (
    <>
      <Field name="What to hold">
        {(attributes) => (
          <select
            {...attributes}
            value={of.kind}
            onChange={(event) => onChange({ kind: event.currentTarget.value as Kind })}
          >
            {Object.entries(KINDS).map(([kind, text]) => (
              <option key={kind} value={kind}>
                {text}
              </option>
            ))}
          </select>
        )}
      </Field>
      {of.kind === 'supplierLots' && (
        <Field name="Supplier">
          {(attributes) => (
            <input
              {...attributes}
              required
              value={of.supplier}
              onInput={(event) => onChange({ supplier: event.currentTarget.value })}
            />
          )}
        </Field>
      )}
      <Field name={name} hint={hint}>
        {(attributes) =>
          of.kind === 'workCentres' ? (
            <input
              {...attributes}
              required
              value={of.names}
              onInput={(event) => onChange({ names: event.currentTarget.value })}
            />
          ) : (
            <textarea
              {...attributes}
              required
              value={of.names}
              onInput={(event) => onChange({ names: event.currentTarget.value })}
            />
          )
        }
      </Field>
      {of.kind === 'workCentres' && <WindowFields of={of} onChange={onChange} />}
    </>
  );
}

function WindowFields({ of, onChange }: Props) {
  const clock = `By the clock of ${plantName(of.plant)}.`;
  return (
    <>
      <Field name="From" hint={clock}>
        {(attributes) => (
          <input
            {...attributes}
            type="datetime-local"
            required
            value={of.from}
            onInput={(event) => onChange({ from: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field name="To" hint={`${clock} Empty: until further notice.`}>
        {(attributes) => (
          <input
            {...attributes}
            type="datetime-local"
            min={of.from}
            value={of.to}
            onInput={(event) => onChange({ to: event.currentTarget.value })}
          />
        )}
      </Field>
    </>
  );
}
