import { useState } from 'preact/hooks';
import type { EngineeringChange } from '../../client/openapi';
import { useCommand } from '../../live/use-command';
import { CommandForm } from '../../parts/command-form';
import { Dialog } from '../../parts/dialog';
import { plantName } from '../../parts/words';
import { useMay } from '../../session';
import { isStoppable } from './words';
import { ReasonField } from '../../parts/reason-field';

/** Takes the change back where that is still possible, and says before where it is not. */
export function Withdrawal({ of, onDone }: { of: EngineeringChange; onDone: () => void }) {
  const may = useMay();
  const [isOpen, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const { send, isSending, problem } = useCommand('withdrawChange');
  const stops = of.plants.filter(isStoppable).map(({ plant }) => plantName(plant));
  const forward = of.plants
    .filter(({ state }) => state === 'activating' || state === 'active')
    .map(({ plant }) => plantName(plant));
  if (stops.length === 0 || !of.plants.every(({ plant }) => may('withdrawChange', plant))) return null;
  const submit = async () => {
    if (await send({ path: { id: of.id }, body: { reason: reason.trim() } })) setOpen(false);
    onDone();
  };
  return (
    <>
      <button type="button" class="plain" onClick={() => setOpen(true)}>
        Withdraw
      </button>
      {isOpen && (
        <Dialog title={`Withdraw ${of.change.id}`} onClose={() => setOpen(false)}>
          <p>
            Stops it at {stops.join(' and ')}: whatever is staged there is undone.
            {forward.length > 0 &&
              ` ${forward.join(' and ')} only ${forward.length === 1 ? 'goes' : 'go'} forward.`}
          </p>
          <CommandForm
            action="Withdraw the change"
            isSending={isSending}
            problem={problem}
            onSubmit={() => void submit()}
          >
            <ReasonField value={reason} onChange={setReason} />
          </CommandForm>
        </Dialog>
      )}
    </>
  );
}
