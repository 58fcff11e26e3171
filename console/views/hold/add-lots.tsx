import { useState } from 'preact/hooks';
import type { AddLotsRequest, Hold, Quantity as QuantityType } from '../../client/openapi';
import { useCommand } from '../../live/use-command';
import { CommandForm } from '../../parts/command-form';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { QuantityInput } from '../../parts/quantity-input';

type Part = 'whole' | 'handlingUnit' | 'subLot' | 'location' | 'serials';
const PARTS: readonly (readonly [Part, string])[] = [
  ['whole', 'The whole lot'],
  ['handlingUnit', 'Only a handling unit'],
  ['subLot', 'Only a sub-lot'],
  ['location', 'Only what lies at a location'],
  ['serials', 'Only some serials'],
];

/** More lots join the hold: whole, or a part that can be told from the rest. */
export function AddLots({ hold, onClose, onDone }: { hold: Hold; onClose: () => void; onDone: () => void }) {
  const { isSending, problem, send } = useCommand('addLots');
  const [names, setNames] = useState('');
  const [part, setPart] = useState<Part>('whole');
  const [by, setBy] = useState('');
  const [quantity, setQuantity] = useState<QuantityType>({ value: '', unit: 'EA' });
  const lots = names.split(/[\s,;]+/).filter((name) => name !== '');
  const submit = async () => {
    const identifiedBy = lots.length === 1 ? identification(part, by) : null;
    const body: AddLotsRequest = {
      lots: lots.map((lot) => ({ lot, ...(identifiedBy && { identifiedBy, quantity }) })),
    };
    const done = await send({ path: { id: hold.id }, body });
    onDone();
    if (done) onClose();
  };
  return (
    <Dialog title="Add lots to the hold" onClose={onClose}>
      <CommandForm
        action={lots.length > 1 ? `Hold these ${lots.length} lots` : 'Hold this lot'}
        isSending={isSending}
        problem={problem}
        onSubmit={() => void submit()}
      >
        <Field
          name="Lots"
          hint="One a line, such as PIN-10:L-0418. They are held everywhere at once, and what was made of them too."
        >
          {(attributes) => (
            <textarea
              {...attributes}
              required
              value={names}
              onInput={(event) => setNames(event.currentTarget.value)}
            />
          )}
        </Field>
        {lots.length === 1 && (
          <Field name="How much of it">
            {(attributes) => (
              <select
                {...attributes}
                value={part}
                onChange={(event) => setPart(event.currentTarget.value as Part)}
              >
                {PARTS.map(([value, text]) => (
                  <option key={value} value={value}>
                    {text}
                  </option>
                ))}
              </select>
            )}
          </Field>
        )}
        {lots.length === 1 && part !== 'whole' && (
          <QuantityInput name="How many" value={quantity} onChange={setQuantity} />
        )}
        {lots.length === 1 && part !== 'whole' && (
          <Field
            name="Which"
            hint="The whole lot is held until a system has said that this part is told from the rest."
          >
            {(attributes) => (
              <input
                {...attributes}
                required
                value={by}
                onInput={(event) => setBy(event.currentTarget.value)}
              />
            )}
          </Field>
        )}
      </CommandForm>
    </Dialog>
  );
}

function identification(part: Part, by: string) {
  const name = by.trim();
  if (part === 'handlingUnit') return { handlingUnit: name };
  if (part === 'subLot') return { subLot: name };
  if (part === 'location') return { location: name };
  if (part === 'serials') return { serials: name.split(/[\s,;]+/) };
  return null;
}
