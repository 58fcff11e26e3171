import type { Quantity } from '../client/openapi';
import { Field } from './field';
import { UNIT_CODES, unitName } from './quantity';

interface Props {
  readonly name: string;
  readonly hint?: string;
  readonly value: Quantity;
  /** The unit is given, and not chosen. */
  readonly isUnitFixed?: boolean;
  readonly isOptional?: boolean;
  readonly onChange: (value: Quantity) => void;
}

/** A quantity as it is typed: a decimal with a point, in a unit. */
export function QuantityInput({
  name,
  hint,
  value,
  isUnitFixed = false,
  isOptional = false,
  onChange,
}: Props) {
  return (
    <Field
      name={isUnitFixed ? `${name}, in ${unitName(value.unit)}` : name}
      {...(hint !== undefined && { hint })}
    >
      {(attributes) => (
        <span class="together">
          <input
            {...attributes}
            required={!isOptional}
            inputMode="decimal"
            pattern="\d+(\.\d+)?"
            title="A number, such as 12 or 12.5"
            value={value.value}
            onInput={(event) => onChange({ ...value, value: event.currentTarget.value.trim() })}
          />
          {!isUnitFixed && (
            <select
              aria-label={`Unit of ${name.toLowerCase()}`}
              value={value.unit}
              onChange={(event) =>
                onChange({ ...value, unit: event.currentTarget.value as Quantity['unit'] })
              }
            >
              {UNIT_CODES.map((unit) => (
                <option key={unit} value={unit}>
                  {unitName(unit)}
                </option>
              ))}
            </select>
          )}
        </span>
      )}
    </Field>
  );
}
