import { SystemFailure } from '../../adapters/failure';
import { TrytonRpc, type TrytonCaller } from '../../adapters/tryton/rpc';
import type { Transport } from '../../adapters/tryton/transport';

/** People at their screens and the set-up: they go to Tryton directly, not through Interlock's client. */
export function openSession(address: string, database: string, login: string): TrytonCaller {
  const rpc = new TrytonRpc(database, database, login, new FetchTransport(address));
  return rpc.for({ signal: new AbortController().signal, traceparent: null, transaction: '' });
}

class FetchTransport implements Transport {
  constructor(private readonly address: string) {}

  async post({ path, headers, body }: Parameters<Transport['post']>[0]): ReturnType<Transport['post']> {
    try {
      const response = await fetch(new URL(path, this.address), {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(60_000),
      });
      return { status: response.status, body: await response.text() };
    } catch (error) {
      throw new SystemFailure(path, 'retryable', 'unreachable', `${this.address}${path}: ${String(error)}`);
    }
  }
}
