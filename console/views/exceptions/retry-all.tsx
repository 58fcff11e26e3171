import { useRef, useState } from 'preact/hooks';
import type { Exception } from '../../client/openapi';
import { Problem } from '../../client/problem';
import { Badge } from '../../parts/badge';
import { Dialog } from '../../parts/dialog';
import { callAs, useSession } from '../../session';
import { stepText } from '../exception/words';
import { ReasonField } from '../../parts/reason-field';

/** What became of one; null: it has not been sent, or nobody knows. */
type Outcome = 'sending' | 'retried' | Problem;

/** Tries many steps again, one request each, and says what became of every one. */
export function RetryAll({
  title,
  of,
  onClose,
}: {
  title: string;
  of: readonly Exception[];
  onClose: () => void;
}) {
  const session = useSession();
  // As they were chosen: the queue goes on changing meanwhile.
  const [items] = useState(() => of.map((one) => ({ ...one, key: crypto.randomUUID() })));
  const [reason, setReason] = useState('');
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map());
  const [isSending, setSending] = useState(false);
  const isGone = useRef(false);

  const left = items.filter(({ id }) => {
    const outcome = outcomes.get(id);
    return outcome === undefined || (outcome instanceof Problem && outcome.mayPass);
  });
  const sendAll = async () => {
    setSending(true);
    for (const { id, key } of left) {
      if (isGone.current) return;
      const tell = (outcome: Outcome) => setOutcomes((before) => new Map([...before, [id, outcome]]));
      tell('sending');
      const body = { action: 'retry', reason } as const;
      await callAs(session, 'resolveException', { path: { id }, body }, { key }).then(
        () => tell('retried'),
        (error: unknown) => tell(error instanceof Problem ? error : Problem.of(0, null)),
      );
    }
    setSending(false);
  };
  const close = () => {
    isGone.current = true;
    onClose();
  };
  return (
    <Dialog title={title} onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void sendAll();
        }}
      >
        <p>Each is asked again, one after the other. Mend the cause in the system first.</p>
        <ReasonField hint="For the audit: what was mended." value={reason} onChange={setReason} />
        <ul class="results" aria-label="Results" aria-live="polite">
          {items.map((one) => (
            <li key={one.id}>
              {stepText(one)} <Result of={outcomes.get(one.id)} />
            </li>
          ))}
        </ul>
        <div class="actions">
          {left.length > 0 ? (
            <button type="submit" disabled={isSending}>
              {isSending ? 'Sending …' : `Retry ${left.length}`}
            </button>
          ) : (
            <button type="button" disabled={isSending} onClick={close}>
              Done
            </button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

function Result({ of }: { of: Outcome | undefined }) {
  if (of === undefined) return <Badge tone="off">not sent yet</Badge>;
  if (of === 'sending') return <Badge tone="wait">sending</Badge>;
  if (of === 'retried') return <Badge tone="good">tried again</Badge>;
  if (of.code === 'exception-closed') return <Badge tone="off">somebody else was first</Badge>;
  return (
    <>
      <Badge tone="bad">refused</Badge> {of.message}
    </>
  );
}
