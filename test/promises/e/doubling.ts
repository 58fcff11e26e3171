import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Of a connection, and not of what is sent over it. */
const OF_THE_CONNECTION = ['connection', 'content-length', 'host', 'keep-alive', 'transfer-encoding'];

/** Stands before a system. */
export interface Doubling {
  readonly address: string;
  /** While true, each call that changes something is made twice; the caller hears the second answer. */
  twice: boolean;
  /** Calls on this path are answered with 503, and do not reach the system; null: all do. */
  refuses: string | null;
  /** Calls that were refused so far. */
  refused: number;
  close(): void;
}

/** @param addressOf where the system is, by the time it is called */
export async function doubling(addressOf: () => string): Promise<Doubling> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (self.refuses === request.url) {
      self.refused++;
      return void response.writeHead(503).end();
    }
    const call = () => forward(addressOf(), request, body);
    try {
      if (self.twice && isWrite(request)) await call();
      const answer = await call();
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      response.end(await answer.text());
    } catch {
      // As the system did: a connection that is refused or cut.
      response.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const self = {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    twice: false,
    refuses: null as string | null,
    refused: 0,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return self;
}

/** By the sandbox systems' own ways: what only reads is a query. */
const isWrite = ({ method, url }: IncomingMessage) => method === 'POST' && !url!.endsWith('-queries');

const forward = (address: string, { method, url, headers }: IncomingMessage, body: string) =>
  fetch(address + url, {
    method: method!,
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      OF_THE_CONNECTION.includes(name) ? [] : [[name, String(value)]],
    ),
    ...(method === 'POST' && { body }),
  });
