import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { addressOf, type Answer, type Input, type Reading } from '../client/call';
import { Problem } from '../client/problem';
import { callAs, useSession } from '../session';
import type { LoggedEvent } from './line';
import { useLine } from './use-line';

/** What the API last said, and how old that is. */
export interface Resource<T> {
  /** null: nothing has been answered yet. */
  readonly data: T | null;
  /** When `data` was answered, in milliseconds since the epoch. */
  readonly at: number | null;
  /** Why the newest attempt failed; null: it has not. */
  readonly problem: Problem | null;
  /** Asks again now. */
  readonly renew: () => void;
}

interface Options<T> {
  /** Which events change it; every one when not given. */
  readonly wakes?: (event: LoggedEvent) => boolean;
  /** Milliseconds until it is asked again without an event: steps of a system announce themselves to nobody. null: not at all. */
  readonly every?: (data: T) => number | null;
}

/** Events come in bursts: one renewal for all of them. */
const SETTLE_MS = 150;
/** After a failure, and where no event is told of. */
const AGAIN_MS = 3_000;

/**
 * Reads a call of the API and keeps it fresh: when an event says that it may be another, when the line is back, when the tab is
 * looked at again.
 */
export function useResource<O extends Reading>(
  id: O,
  input: Input<O>,
  { wakes, every }: Options<Answer<O>> = {},
): Resource<Answer<O>> {
  const session = useSession();
  const line = useLine();
  const address = addressOf(id, input);
  const [state, setState] = useState<Omit<Resource<Answer<O>>, 'renew'>>(NOTHING);
  const renewal = useRef<() => void>(() => undefined);
  const chosen = useRef({ input, wakes, every });
  chosen.current = { input, wakes, every };

  useEffect(() => {
    const gone = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isAsking = false;
    let isWanted = false;
    setState(NOTHING);

    const later = (milliseconds: number | null) => {
      clearTimeout(timer);
      if (milliseconds !== null) timer = setTimeout(() => void ask(), milliseconds);
    };
    const ask = async () => {
      clearTimeout(timer);
      isWanted = isAsking;
      if (isAsking) return;
      isAsking = true;
      try {
        const data = await callAs(session, id, chosen.current.input, { signal: gone.signal });
        setState({ data, at: Date.now(), problem: null });
        later(chosen.current.every?.(data) ?? (line.state.is === 'none' ? AGAIN_MS : null));
      } catch (error) {
        if (gone.signal.aborted) return;
        const problem = error instanceof Problem ? error : Problem.of(0, null);
        setState((before) => ({ ...before, problem }));
        later(problem.mayPass ? AGAIN_MS : null);
      } finally {
        isAsking = false;
      }
      if (isWanted && !gone.signal.aborted) later(SETTLE_MS);
    };

    renewal.current = () => void ask();
    const seen = () => document.visibilityState === 'visible' && void ask();
    const stops = [
      line.onEvent((event) => (chosen.current.wakes?.(event) ?? true) && later(SETTLE_MS)),
      line.onState(() => line.state.is === 'live' && void ask()),
    ];
    document.addEventListener('visibilitychange', seen);
    void ask();
    return () => {
      gone.abort();
      clearTimeout(timer);
      for (const stop of stops) stop();
      document.removeEventListener('visibilitychange', seen);
    };
  }, [id, address, session, line]);

  return { ...state, renew: useCallback(() => renewal.current(), []) };
}

const NOTHING = { data: null, at: null, problem: null };
