import { useState } from 'preact/hooks';
import type { Affected } from '../../client/openapi';
import { useCommand } from '../../live/use-command';
import { CommandForm } from '../../parts/command-form';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { Quantity } from '../../parts/quantity';
import { plantName } from '../../parts/words';
import { DECIDABLE } from './words';

interface Props {
  readonly change: string;
  readonly of: Affected;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** What becomes of one object of the old revision. The quantity that was seen is sent along: if it has changed, it is told. */
export function DecideAffected({ change, of, onClose, onDone }: Props) {
  const choices = DECIDABLE[of.object];
  const [decision, setDecision] = useState(of.decision ?? choices[0]!);
  const { send, isSending, problem } = useCommand('decideAffected');
  const submit = async () => {
    const { object, id, plant, quantity } = of;
    if (
      await send({ path: { id: change }, body: { object, id, plant, decision, quantityAssessed: quantity } })
    )
      onClose();
    onDone();
  };
  return (
    <Dialog title={`Decide ${of.object} ${of.id}`} onClose={onClose}>
      <p>
        <Quantity of={of.quantity} /> of {of.item} rev {of.revision} at {plantName(of.plant)}.
      </p>
      <CommandForm action="Decide" isSending={isSending} problem={problem} onSubmit={() => void submit()}>
        <Field name="What becomes of it">
          {(attributes) => (
            <select
              {...attributes}
              value={decision}
              onChange={(event) => setDecision(event.currentTarget.value as typeof decision)}
            >
              {choices.map((one) => (
                <option key={one} value={one}>
                  {one.replaceAll('-', ' ')}
                </option>
              ))}
            </select>
          )}
        </Field>
      </CommandForm>
    </Dialog>
  );
}
