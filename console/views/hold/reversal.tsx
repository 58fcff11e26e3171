import { useState } from 'preact/hooks';
import type { Disposition, Hold } from '../../client/openapi';
import { useCommand } from '../../live/use-command';
import { CommandForm } from '../../parts/command-form';
import { Dialog } from '../../parts/dialog';
import { Quantity } from '../../parts/quantity';
import { Said } from '../../parts/said';
import { decisionName } from './words';
import { ReasonField } from '../../parts/reason-field';

interface Props {
  readonly hold: Hold;
  readonly disposition: Disposition;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Takes a decision back, as long as it is not verified. */
export function Reversal({ hold, disposition, onDone, onClose }: Props) {
  const { isSending, problem, send } = useCommand('reverseDisposition');
  const [reason, setReason] = useState('');
  const { id, decision, lot, quantity, state } = disposition;
  const isOver = state === 'verified' || state === 'reversed';
  const submit = async () => {
    const done = await send({ path: { id: hold.id, disposition: id }, body: { reason } });
    onDone();
    if (done) onClose();
  };
  return (
    <Dialog title="Take the decision back" onClose={onClose}>
      <p>
        {decisionName(decision)} of <Quantity of={quantity} /> of {lot}. It is undecided again then, and stays
        held.
      </p>
      {isOver && <Said tone="warn">It is {state} meanwhile, and cannot be taken back.</Said>}
      <CommandForm
        action="Take it back"
        isSending={isSending}
        problem={problem}
        onSubmit={() => void submit()}
      >
        <ReasonField value={reason} onChange={setReason} />
      </CommandForm>
    </Dialog>
  );
}
