/**
 * `AbortSignal.timeout` that fires though nobody but `AbortSignal.any` knows of it. Node 20 holds what `any` was made of by weak
 * references alone: a collection meanwhile takes the timer with it, and a call to a system that hangs is never given up. A
 * signal of a time-out that somebody listens to is kept until it fires (lib/internal/abort_controller.js, `gcPersistentSignals`).
 * @param ms until it fires
 */
export function timeoutAfter(ms: number): AbortSignal {
  const signal = AbortSignal.timeout(ms);
  signal.addEventListener('abort', () => undefined, { once: true });
  return signal;
}
