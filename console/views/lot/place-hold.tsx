import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import type { HoldRequest } from '../../client/openapi';
import { usePlantsOf } from '../../live/use-plants';
import { useCommand } from '../../live/use-command';
import { CommandForm } from '../../parts/command-form';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { plantName } from '../../parts/words';

type Severity = HoldRequest['severity'];
const SEVERITIES: readonly Severity[] = ['critical', 'major', 'minor'];

/** Stops a lot now, wherever it lies; the QMS raises the nonconformance. */
export function PlaceHold({
  lot,
  lies,
  onClose,
}: {
  lot: string;
  lies: readonly string[];
  onClose: () => void;
}) {
  const { route } = useLocation();
  const { isSending, problem, send } = useCommand('placeHold');
  const plants = usePlantsOf('placeHold').map(({ plant }) => plant);
  const [entered, setEntered] = useState({ plant: '', code: '', text: '', severity: 'critical' as Severity });
  const set = (changes: Partial<typeof entered>) => setEntered({ ...entered, ...changes });
  const plant = entered.plant || plants.find((one) => lies.includes(one)) || plants[0] || '';
  const submit = async () => {
    const { code, text, severity } = entered;
    const hold = await send({
      body: { nonconformance: null, plant, scope: { lots: [{ lot }] }, reason: { code, text }, severity },
    });
    if (hold) route(`/console/holds/${hold.id}`);
  };
  return (
    <Dialog title={`Hold ${lot}`} onClose={onClose}>
      <p>It is held wherever it lies, with all that was made of it. The gate is shut at once.</p>
      <CommandForm
        action="Hold it now"
        isSending={isSending}
        problem={problem}
        onSubmit={() => void submit()}
      >
        <Field name="Plant" hint="Who raises it.">
          {(attributes) => (
            <select
              {...attributes}
              required
              value={plant}
              onChange={(event) => set({ plant: event.currentTarget.value })}
            >
              {plants.map((one) => (
                <option key={one} value={one}>
                  {plantName(one)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field name="Severity">
          {(attributes) => (
            <select
              {...attributes}
              value={entered.severity}
              onChange={(event) => set({ severity: event.currentTarget.value as Severity })}
            >
              {SEVERITIES.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          )}
        </Field>
        <Field name="Reason" hint="A word, such as dimension, surface or marking.">
          {(attributes) => (
            <input
              {...attributes}
              required
              value={entered.code}
              onInput={(event) => set({ code: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field name="What is wrong">
          {(attributes) => (
            <textarea
              {...attributes}
              required
              value={entered.text}
              onInput={(event) => set({ text: event.currentTarget.value })}
            />
          )}
        </Field>
      </CommandForm>
    </Dialog>
  );
}
