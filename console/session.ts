import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { call, type Answer, type Operation } from './client/call';

const KEPT = 'interlock.bearer';

/** Who is signed in, for as long as the tab is open. */
export interface Session {
  readonly bearer: string;
  readonly caller: Answer<'getCaller'>;
  readonly signOut: () => void;
}

export const SessionContext = createContext<Session | null>(null);

/** To be used below a signed-in page only. */
export const useSession = (): Session => useContext(SessionContext)!;

export const keptBearer = (): string | null => sessionStorage.getItem(KEPT);
export const keepBearer = (bearer: string): void => sessionStorage.setItem(KEPT, bearer);
export const forgetBearer = (): void => sessionStorage.removeItem(KEPT);

/** @throws Problem `unauthenticated` */
export const whoIs = (bearer: string, signal?: AbortSignal): Promise<Answer<'getCaller'>> =>
  call('getCaller', {}, { bearer, ...(signal && { signal }) });

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
