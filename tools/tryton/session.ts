import { HttpClient } from '../../adapters/http/client';
import { TrytonRpc, type TrytonCaller } from '../../adapters/tryton/rpc';

/**
 * One user at work in a database, such as the set-up or a person at a screen.
 * @param login `login:password`
 */
export function openSession(address: string, database: string, login: string): TrytonCaller {
  const http = new HttpClient({
    system: database,
    address,
    token: null,
    timeoutMs: 60_000,
    concurrency: 4,
    rollsBackOn503: true,
  });
  const forEver = new AbortController().signal;
  return new TrytonRpc(database, database, login, http).for({
    signal: forEver,
    traceparent: null,
    transaction: 'tryton-user',
  });
}
