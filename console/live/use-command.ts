import { useRef, useState } from 'preact/hooks';
import type { Answer, Deciding, Input } from '../client/call';
import { Problem } from '../client/problem';
import { callAs, useSession } from '../session';

/** A decision on its way. */
export interface Command<O extends Deciding> {
  readonly isSending: boolean;
  readonly problem: Problem | null;
  /**
   * Sends it. What nobody knows the outcome of goes under the same key again, so that it happens once however often it is sent.
   * @returns the answer; null where it was refused, or did not come
   */
  readonly send: (input: Input<O>) => Promise<Answer<O> | null>;
}

export function useCommand<O extends Deciding>(id: O): Command<O> {
  const session = useSession();
  const key = useRef<{ of: string; is: string } | null>(null);
  const [state, setState] = useState<{ isSending: boolean; problem: Problem | null }>({
    isSending: false,
    problem: null,
  });
  const send = async (input: Input<O>) => {
    const of = JSON.stringify(input);
    if (key.current?.of !== of) key.current = { of, is: crypto.randomUUID() };
    setState({ isSending: true, problem: null });
    try {
      const answer = await callAs(session, id, input, { key: key.current.is });
      key.current = null;
      setState({ isSending: false, problem: null });
      return answer;
    } catch (error) {
      const problem = error instanceof Problem ? error : Problem.of(0, null);
      if (!problem.mayPass) key.current = null;
      setState({ isSending: false, problem });
      return null;
    }
  };
  return { ...state, send };
}
