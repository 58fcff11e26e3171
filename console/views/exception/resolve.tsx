import { useEffect, useState } from 'preact/hooks';
import type { Exception } from '../../client/openapi';
import { useCommand } from '../../live/use-command';
import { CommandForm } from '../../parts/command-form';
import { Dialog } from '../../parts/dialog';
import { AmendFields, changesOf } from './amend-fields';
import { meaningOf, type Resolution } from './words';
import { ReasonField } from '../../parts/reason-field';

interface Props {
  readonly of: Exception;
  readonly resolution: Resolution;
  readonly title: string;
  readonly onClose: () => void;
  readonly onResolved: () => void;
  readonly onTaken: () => void;
}

/** One resolution with its reason, and with what is amended. */
export function Resolve({ of, resolution, title, onClose, onResolved, onTaken }: Props) {
  const { send, isSending, problem } = useCommand('resolveException');
  const [reason, setReason] = useState('');
  const [fields, setFields] = useState<Readonly<Record<string, string>>>({});
  const changes = changesOf(fields);
  const submit = async () => {
    const payload = resolution === 'amend' ? { payload: changes } : {};
    const answer = await send({ path: { id: of.id }, body: { action: resolution, reason, ...payload } });
    if (answer !== null) onResolved();
  };
  const isTaken = problem?.code === 'exception-closed';
  // Two people at once: the page below tells what is, and here nothing is left to decide.
  useEffect(() => {
    if (isTaken) onTaken();
  }, [isTaken]);
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{meaningOf(resolution, of)}</p>
      <CommandForm action={title} isSending={isSending} problem={problem} onSubmit={() => void submit()}>
        {resolution === 'amend' && <AmendFields of={of} values={fields} onChange={setFields} />}
        <ReasonField hint="For the audit, with your name." value={reason} onChange={setReason} />
      </CommandForm>
    </Dialog>
  );
}
