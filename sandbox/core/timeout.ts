/**
 * `AbortSignal.timeout` that fires though nobody but `AbortSignal.any` knows of it: Node 20 holds what `any` was made of weakly,
 * and a collection takes the timer with it, unless somebody listens.
 */
export function timeoutAfter(ms: number): AbortSignal {
  const signal = AbortSignal.timeout(ms);
  signal.addEventListener('abort', () => undefined, { once: true });
  return signal;
}
