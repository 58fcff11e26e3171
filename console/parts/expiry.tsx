import { useState } from 'preact/hooks';
import { Problem } from '../client/problem';
import { useSession } from '../session';
import { begin } from '../sign-in/provider';
import { ProblemNote } from './problem-note';
import { agoText, useNow } from './time';

/** So long before a session ends that cannot be renewed, it is said. */
const TELL_MS = 120_000;

/** Says in time that one has to sign in again, so that nothing half written is lost. */
export function Expiry() {
  const { credential } = useSession();
  const now = useNow();
  const [problem, setProblem] = useState<Problem | null>(null);
  const { ends } = credential;
  if (!ends || ends.at - now > TELL_MS) return null;
  const again = () =>
    begin(ends.grant.provider, location.pathname + location.search).catch((error: unknown) =>
      setProblem(error instanceof Problem ? error : Problem.of(0, null)),
    );
  return (
    <div class="note note-warn">
      <strong>Your session ends in {agoText(ends.at - now)}.</strong>{' '}
      <button type="button" class="plain" onClick={() => void again()}>
        Sign in again
      </button>
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}
