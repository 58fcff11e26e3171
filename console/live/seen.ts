/**
 * A tab that nobody has looked at for so long hangs up: over HTTP/1.1 a browser gives all tabs of one server six connections
 * together.
 */
const UNSEEN_MS = 60_000;

export const isUnseen = (): boolean => document.visibilityState === 'hidden';

/** Until the tab is looked at. */
export const whenSeen = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (!isUnseen() || signal.aborted) return resolve();
    const look = () => {
      if (isUnseen() && !signal.aborted) return;
      document.removeEventListener('visibilitychange', look);
      signal.removeEventListener('abort', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look);
  });

/**
 * @returns a signal that is aborted when the tab has not been looked at for a while, and what ends looking
 */
export function whileSeen(): { readonly signal: AbortSignal; readonly end: () => void } {
  const unseen = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    if (isUnseen()) timer = setTimeout(() => unseen.abort(), UNSEEN_MS);
  };
  look();
  document.addEventListener('visibilitychange', look);
  return {
    signal: unseen.signal,
    end: () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    },
  };
}
