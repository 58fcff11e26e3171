import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { call, type Answer, type Input, type Operation } from './client/call';
import { Problem } from './client/problem';
import type { Credential } from './sign-in/credential';

/** Who is signed in, for as long as the tab is open. */
export interface Session {
  readonly credential: Credential;
  readonly caller: Answer<'getCaller'>;
  readonly signOut: () => void;
  /** The credential is good no longer, though nobody signed out. */
  readonly end: () => void;
}

export const SessionContext = createContext<Session | null>(null);

/** To be used below a signed-in page only. */
export const useSession = (): Session => useContext(SessionContext)!;

/** @throws Problem `unauthenticated` */
export const whoIs = (credential: Credential): Promise<Answer<'getCaller'>> =>
  renewing(credential, (bearer) => call('getCaller', {}, { bearer }));

/**
 * Makes a call as who is signed in. A credential that has come to its end is renewed first; where it cannot be, the session ends.
 * @throws Problem
 */
export async function callAs<O extends Operation>(
  { credential, end }: Session,
  id: O,
  input: Input<O>,
  sending: { readonly key?: string; readonly signal?: AbortSignal } = {},
): Promise<Answer<O>> {
  try {
    return await renewing(credential, (bearer) => call(id, input, { ...sending, bearer }));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) end();
    throw error;
  }
}

/** Asks once more with another credential where the API did not know the one that was. */
export async function renewing<T>(credential: Credential, ask: (bearer: string) => Promise<T>): Promise<T> {
  const { bearer } = credential;
  try {
    return await ask(bearer);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error;
    const isAnother = credential.bearer !== bearer || (await credential.renew());
    if (!isAnother) throw error;
    return ask(credential.bearer);
  }
}

/**
 * Whether to offer a call: the API decides again when it is made.
 * @returns may(call, plant): of a call that is bound to plants, at that one
 */
export function useMay(): (operation: Operation, plant?: string) => boolean {
  const { may } = useSession().caller;
  return (operation, plant) => {
    const places = may[operation];
    if (places === undefined) return false;
    return places === null || plant === undefined || places.includes(plant);
  };
}
