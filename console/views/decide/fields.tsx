import type { Hold } from '../../client/openapi';
import { isZero } from '../../parts/decimal';
import { Field } from '../../parts/field';
import { quantityText } from '../../parts/quantity';
import { QuantityInput } from '../../parts/quantity-input';
import { DECISIONS, decisionName } from '../hold/words';
import { type Entered, lotOf, mayConcede } from './draft';

interface Props {
  readonly hold: Hold;
  readonly of: Entered;
  /** By whose clock dates are entered. */
  readonly zone: string;
  readonly onChange: (changes: Partial<Entered>) => void;
}

/** What becomes of it. */
const MEANS: Readonly<Record<string, string>> = {
  release: 'It conforms: every system lets go of it, and what stood before the hold stands again.',
  sort: 'Every piece is looked at; what is found good and bad is decided afterwards.',
  rework: 'It is made to conform, and inspected again.',
  repair: 'It is made usable, and inspected again; approvals are needed.',
  'use-as-is': 'It does not conform, and is used all the same; approvals are needed.',
  regrade: 'It becomes a lot of a lower grade, or of another item.',
  scrap: 'It is posted as scrap, and its destruction is confirmed.',
  'return-to-supplier': 'It goes back to its supplier.',
};

export function DecisionFields({ hold, of, zone, onChange }: Props) {
  const lot = lotOf(hold, of.lot);
  const unit = (lot?.unit ?? 'EA') as 'EA';
  const replaceable = hold.dispositions.filter(
    (one) => one.lot === of.lot && (one.state === 'decided' || one.state === 'executing'),
  );
  return (
    <>
      <Field name="Lot">
        {(attributes) => (
          <select
            {...attributes}
            value={of.lot}
            onChange={(event) => {
              const next = lotOf(hold, event.currentTarget.value);
              onChange({ lot: next?.lot ?? '', quantity: next?.undecided ?? '' });
            }}
          >
            {hold.lots.map(({ lot: name, undecided, unit: its }) => (
              <option key={name} value={name}>
                {name}:{' '}
                {isZero(undecided)
                  ? 'nothing undecided'
                  : `${quantityText({ value: undecided, unit: its })} undecided`}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name="Decision" hint={MEANS[of.decision] ?? ''}>
        {(attributes) => (
          <select
            {...attributes}
            value={of.decision}
            onChange={(event) => onChange({ decision: event.currentTarget.value as Entered['decision'] })}
          >
            {DECISIONS.map((decision) => (
              <option key={decision} value={decision}>
                {decisionName(decision)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <QuantityInput
        name="Quantity"
        isUnitFixed
        hint={lot ? `${quantityText({ value: lot.undecided, unit })} of it are undecided now.` : ''}
        value={{ value: of.quantity, unit }}
        onChange={({ value }) => onChange({ quantity: value })}
      />
      <Text name="Reason" value={of.reason} onChange={(reason) => onChange({ reason })} />
      <Text
        name="Reference"
        hint="Number of the decision, such as MRB-77."
        value={of.reference}
        onChange={(reference) => onChange({ reference })}
      />
      {of.decision === 'regrade' && (
        <Text
          name="Becomes lot"
          hint="The lot that the pieces become; its own number with /GRADE-2 where it is left empty."
          isOptional
          value={of.output}
          onChange={(output) => onChange({ output })}
        />
      )}
      {replaceable.length > 0 && (
        <Field name="Instead of" hint="An earlier decision that is taken back by this one.">
          {(attributes) => (
            <select
              {...attributes}
              value={of.supersedes}
              onChange={(event) => onChange({ supersedes: event.currentTarget.value })}
            >
              <option value="">none</option>
              {replaceable.map(({ id, decision, quantity }) => (
                <option key={id} value={id}>
                  {decisionName(decision)}, {quantityText(quantity)} ({id})
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      {mayConcede(of.decision) && <Concession of={of} zone={zone} unit={unit} onChange={onChange} />}
    </>
  );
}

/** What the leave to use it is limited to. */
const Concession = ({ of, zone, unit, onChange }: Omit<Props, 'hold'> & { unit: 'EA' }) => (
  <fieldset>
    <legend>Concession: it may be used</legend>
    <Field name="until" hint={`By the clock of ${zone}; for ever, where it is left empty.`}>
      {(attributes) => (
        <input
          {...attributes}
          type="datetime-local"
          value={of.until}
          onInput={(event) => onChange({ until: event.currentTarget.value })}
        />
      )}
    </Field>
    <QuantityInput
      name="at most"
      isUnitFixed
      isOptional
      value={{ value: of.most, unit }}
      onChange={({ value }) => onChange({ most: value })}
    />
    <Text
      name="for the orders"
      hint="Any, where it is left empty."
      isOptional
      value={of.orders}
      onChange={(orders) => onChange({ orders })}
    />
    <Text
      name="for the customers"
      hint="Any, where it is left empty."
      isOptional
      value={of.customers}
      onChange={(customers) => onChange({ customers })}
    />
  </fieldset>
);

interface TextProps {
  readonly name: string;
  readonly hint?: string;
  readonly value: string;
  readonly isOptional?: boolean;
  readonly onChange: (value: string) => void;
}

export const Text = ({ name, hint, value, isOptional = false, onChange }: TextProps) => (
  <Field name={name} {...(hint !== undefined && { hint })}>
    {(attributes) => (
      <input
        {...attributes}
        required={!isOptional}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    )}
  </Field>
);
