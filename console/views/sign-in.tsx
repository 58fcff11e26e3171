import { useEffect, useState } from 'preact/hooks';
import { Problem } from '../client/problem';
import { Field } from '../parts/field';
import { ProblemNote } from '../parts/problem-note';
import { type Session, whoIs } from '../session';

interface Props {
  /** What was kept of this tab's session, and is to be looked at again. */
  readonly kept: string | null;
  readonly onSignIn: (bearer: string, caller: Session['caller']) => void;
  readonly onForget: () => void;
}

/** Asks who is there. The API says who a credential is for; nothing else does. */
export function SignIn({ kept, onSignIn, onForget }: Props) {
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isAsking, setAsking] = useState(kept !== null);

  const enter = async (bearer: string) => {
    setAsking(true);
    setProblem(null);
    try {
      onSignIn(bearer, await whoIs(bearer));
    } catch (error) {
      const found = error instanceof Problem ? error : Problem.of(0, null);
      if (found.status === 401) onForget();
      setProblem(found);
    } finally {
      setAsking(false);
    }
  };
  useEffect(() => {
    document.title = 'Sign in · Interlock';
    if (kept !== null) void enter(kept);
    // Once, with what was kept when the page was opened.
  }, []);

  if (isAsking && kept !== null) return <main class="sign-in" aria-busy="true" />;
  return (
    <main class="sign-in">
      <h1>Interlock</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void enter(key.trim());
        }}
      >
        <Field name="Key" hint="Your own key; with npm start they are in .interlock/stack.json.">
          {(attributes) => (
            <input
              {...attributes}
              type="password"
              autocomplete="current-password"
              required
              value={key}
              onInput={(event) => setKey(event.currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" disabled={isAsking}>
          Sign in
        </button>
      </form>
      {problem && <ProblemNote problem={problem} />}
    </main>
  );
}
