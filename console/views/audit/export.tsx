import { useState } from 'preact/hooks';
import { download } from '../../client/download';
import { Problem } from '../../client/problem';
import { CommandForm } from '../../parts/command-form';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { useSession } from '../../session';

/** Whole chains as a file, to be checked where Interlock is not: of a transaction, or of a time. */
export function Export({ transaction: chosen, onClose }: { transaction: string; onClose: () => void }) {
  const session = useSession();
  const [transaction, setTransaction] = useState(chosen);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isSending, setSending] = useState(false);
  const isOfTime = transaction.trim() === '';
  const take = async () => {
    const instant = (local: string) => new Date(local).toISOString();
    const query = isOfTime ? { from: instant(from), to: instant(to) } : { transaction: transaction.trim() };
    setSending(true);
    setProblem(null);
    try {
      await download(session, 'exportAudit', { query }, 'audit.ndjson');
      onClose();
    } catch (error) {
      setProblem(error instanceof Problem ? error : Problem.of(0, null));
    } finally {
      setSending(false);
    }
  };
  return (
    <Dialog title="Export the audit" onClose={onClose}>
      <p>
        Rows, signatures and seals in one file. <code>node tools/verify-audit.mjs audit.ndjson</code> checks
        it without Interlock.
      </p>
      <CommandForm action="Export" isSending={isSending} problem={problem} onSubmit={() => void take()}>
        <Field name="Transaction to export" hint="Empty: all that happened in the time below.">
          {(attributes) => (
            <input
              {...attributes}
              value={transaction}
              onInput={(event) => setTransaction(event.currentTarget.value)}
            />
          )}
        </Field>
        {isOfTime && (
          <div class="beside">
            <Field name="From" hint="By your own clock.">
              {(attributes) => (
                <input
                  {...attributes}
                  type="datetime-local"
                  required
                  value={from}
                  onInput={(event) => setFrom(event.currentTarget.value)}
                />
              )}
            </Field>
            <Field name="To" hint="By your own clock.">
              {(attributes) => (
                <input
                  {...attributes}
                  type="datetime-local"
                  required
                  value={to}
                  onInput={(event) => setTo(event.currentTarget.value)}
                />
              )}
            </Field>
          </div>
        )}
      </CommandForm>
    </Dialog>
  );
}
