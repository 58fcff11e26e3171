import { useLocation } from 'preact-iso';
import { useEffect, useState } from 'preact/hooks';
import { call } from '../client/call';
import { Problem } from '../client/problem';
import { ProblemNote } from '../parts/problem-note';
import { type Session, whoIs } from '../session';
import { Credential } from '../sign-in/credential';
import { begin, complete, isBack, type Provider } from '../sign-in/provider';
import { KeyForm } from './sign-in/key-form';
import { Providers } from './sign-in/providers';

interface Props {
  /** Somebody was signed in, and is not any more. */
  readonly isEnded: boolean;
  readonly onSignIn: (credential: Credential, caller: Session['caller']) => void;
}

/** Asks who is there. The API says who a credential is for; nothing else does. */
export function SignIn({ isEnded, onSignIn }: Props) {
  const { route } = useLocation();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [providers, setProviders] = useState<readonly Provider[]>([]);
  // What this tab has kept, or what the provider sends the person back with, is looked at first.
  const [isReturning, setReturning] = useState(() => isBack() || Credential.kept() !== null);
  const [isAsking, setAsking] = useState(false);

  const attempt = async (work: () => Promise<void>) => {
    setAsking(true);
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(error instanceof Problem ? error : Problem.of(0, null));
    } finally {
      setAsking(false);
      setReturning(false);
    }
  };
  const enter = async (credential: Credential) => {
    try {
      onSignIn(credential, await whoIs(credential));
    } catch (error) {
      if (error instanceof Problem && error.status === 401) credential.forget();
      throw error;
    }
  };
  const comeBack = async () => {
    const { back, ...held } = await complete();
    await enter(Credential.of(held));
    route(back, true);
  };
  useEffect(() => {
    document.title = 'Sign in · Interlock';
    const kept = Credential.kept();
    if (isBack()) void attempt(comeBack);
    else if (kept) void attempt(() => enter(kept));
    // Without it there are keys all the same.
    void call('getSignIn', {}, {}).then(
      (ways) => setProviders(ways.providers),
      () => undefined,
    );
    // Once, with what was there when the page was opened.
  }, []);

  if (isReturning) return <main class="sign-in" aria-busy="true" />;
  return (
    <main class="sign-in">
      <h1>Interlock</h1>
      <p>What is held, what is not contained yet, and what to do about it.</p>
      {isEnded && (
        <p class="note note-warn" role="alert">
          <strong>Your session has ended.</strong> Sign in again: you come back to where you were.
        </p>
      )}
      {problem && <ProblemNote problem={problem} />}
      <Providers
        of={providers}
        isAsking={isAsking}
        onChoose={(provider) => void attempt(() => begin(provider, location.pathname + location.search))}
      />
      <KeyForm
        isAsking={isAsking}
        onEnter={(bearer) => void attempt(() => enter(Credential.of({ bearer, grant: null })))}
      />
    </main>
  );
}
