import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** When a process counts as up. */
export type Ready =
  { readonly tcp: number } | { readonly http: string } | { readonly check: () => Promise<boolean> };

/**
 * Waits until `ready` holds.
 * @throws Error that names `what` when it does not come within `seconds`, or the signal's reason
 */
export async function waitUntilReady(
  what: string,
  ready: Ready,
  seconds: number,
  signal: AbortSignal,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await isReady(ready))) {
    signal.throwIfAborted();
    if (Date.now() > end)
      throw new Error(`${what} is not ready after ${seconds} s. ${await lastWord(ready)}`);
    await delay(50, undefined, { signal });
  }
}

function isReady(ready: Ready): Promise<boolean> {
  if ('tcp' in ready) return answersTcp(ready.tcp);
  if ('check' in ready) return ready.check().catch(() => false);
  return fetch(ready.http, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  );
}

/** What an HTTP check says of itself, for whoever reads that it is not ready. */
async function lastWord(ready: Ready): Promise<string> {
  if (!('http' in ready)) return '';
  return fetch(ready.http).then(
    async (response) => `${ready.http} answers ${response.status}: ${await response.text()}`,
    (error: Error) => `${ready.http} does not answer: ${error.message}.`,
  );
}

const answersTcp = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (up: boolean) => {
      socket.destroy();
      resolve(up);
    };
    socket.setTimeout(1_000, () => settle(false));
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
