import { useState } from 'preact/hooks';
import type { OwnSigner } from '../../client/openapi';
import { Problem } from '../../client/problem';
import { Field } from '../../parts/field';
import { ProblemNote } from '../../parts/problem-note';
import { callAs, useSession } from '../../session';

/** What stands in the way of signing, and what to do about it; nothing where the caller can sign. */
export function CannotSign({ signer, onSet }: { signer: OwnSigner; onSet: () => void }) {
  if (signer.signedIn || signer.state === 'active') return null;
  if (signer.state === 'enrolled')
    return (
      <div class="note note-warn">
        <strong>You have no signing secret yet.</strong> Set it with the code that the administrator gave you.
        <SetSecret onSet={onSet} />
      </div>
    );
  return (
    <p class="note note-warn">
      <strong>{STANDS_IN_THE_WAY[signer.state]}</strong> Ask an administrator: when they have seen who you
      are, they enrol you as <code>{signer.person}</code> and give you a code, with which you set your signing
      secret here.
    </p>
  );
}
const STANDS_IN_THE_WAY = {
  none: 'You cannot sign yet: you are not enrolled.',
  locked: 'You cannot sign: too many wrong secrets were tried.',
  revoked: 'You cannot sign: your signature was revoked.',
};

/** Nobody but the signer sees the secret; whoever has it and the key signs as them. */
function SetSecret({ onSet }: { onSet: () => void }) {
  const session = useSession();
  const [code, setCode] = useState('');
  const [secret, setSecret] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async () => {
    setProblem(null);
    try {
      await callAs(session, 'setSigningSecret', { body: { code: code.trim(), secret } });
      onSet();
    } catch (error) {
      setProblem(error instanceof Problem ? error : Problem.of(0, null));
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Field name="Code">
        {(attributes) => (
          <input
            {...attributes}
            required
            autocomplete="one-time-code"
            value={code}
            onInput={(event) => setCode(event.currentTarget.value)}
          />
        )}
      </Field>
      <Field name="New signing secret" hint="At least 8 characters, known to you alone; not your key.">
        {(attributes) => (
          <input
            {...attributes}
            type="password"
            required
            minLength={8}
            autocomplete="new-password"
            value={secret}
            onInput={(event) => setSecret(event.currentTarget.value)}
          />
        )}
      </Field>
      {problem && <ProblemNote problem={problem} />}
      <button type="submit">Set the secret</button>
    </form>
  );
}
