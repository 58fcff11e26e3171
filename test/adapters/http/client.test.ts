import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SystemFailure } from '../../../adapters/failure';
import {
  type EndedCall,
  HttpClient,
  type HttpRequest,
  type HttpSettings,
} from '../../../adapters/http/client';

const servers: Server[] = [];
const clients: HttpClient[] = [];
afterEach(async () => {
  servers.splice(0).forEach((server) => server.close().closeAllConnections());
  await Promise.all(clients.splice(0).map((one) => one.close()));
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function client(address: string, changes: Partial<HttpSettings> = {}): HttpClient {
  const settings = {
    system: 'erp',
    address,
    token: 'secret',
    timeoutMs: 20_000,
    concurrency: 2,
    rollsBackOn503: false,
  };
  const created = new HttpClient({ ...settings, ...changes });
  clients.push(created);
  return created;
}

const context = { transaction: 'T-1', traceparent: null, signal: new AbortController().signal };
const write: HttpRequest = { method: 'POST', path: '/x', body: {}, read: false, key: 'k', context };
const read: HttpRequest = { method: 'GET', path: '/x', read: true, context };

const failure = async (call: Promise<unknown>): Promise<SystemFailure> => {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SystemFailure)) throw new Error(`expected a SystemFailure, got ${String(error)}`);
  return error;
};

describe('what every call carries', () => {
  it('key, trace, transaction, token and body, from the address on', async () => {
    let seen: IncomingMessage | undefined;
    const address = await serve((request, response) => {
      seen = request;
      response.end('{"done":true}');
    });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const answer = await client(`${address}/root/`).json({ ...write, context: { ...context, traceparent } });
    expect(answer).toEqual({ done: true });
    expect(seen!.url).toBe('/root/x');
    expect(seen!.headers).toMatchObject({
      authorization: 'Bearer secret',
      'idempotency-key': 'k',
      'interlock-transaction': 'T-1',
      'content-type': 'application/json',
      traceparent,
    });
  });

  it('connections are kept, and each call is reported when it has ended', async () => {
    const ports = new Set<number | undefined>();
    const calls: EndedCall[] = [];
    const address = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('{}');
    });
    const erp = client(address, { onCall: (call) => calls.push(call) });
    for (let call = 0; call < 5; call += 1) await erp.json(read);
    expect(ports.size).toBeLessThanOrEqual(2);
    expect(calls).toHaveLength(5);
    expect(calls[0]).toMatchObject({ system: 'erp', method: 'GET', path: '/x', outcome: 200 });
  });
});

describe('what went wrong on the way', () => {
  it('a refused connection and a name that nobody knows are retryable', async () => {
    const address = await serve(() => undefined);
    servers.splice(0).forEach((server) => server.close());
    expect(await failure(client(address).json(write))).toMatchObject({
      failure: 'retryable',
      code: 'ECONNREFUSED',
    });
    const unknown = await failure(client('http://erp.invalid').json(write));
    expect(unknown.failure).toBe('retryable');
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(unknown.code);
  });

  it('a connection that is cut leaves a write unknown, and a read retryable', async () => {
    const address = await serve((request) => request.socket.destroy());
    expect(await failure(client(address).json(write))).toMatchObject({ failure: 'unknown-outcome' });
    expect(await failure(client(address).json(read))).toMatchObject({ failure: 'retryable' });
  });

  it('a body that is cut leaves a write unknown', async () => {
    const address = await serve((request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{"done":', () => request.socket.destroy());
    });
    expect(await failure(client(address).json(write))).toMatchObject({ failure: 'unknown-outcome' });
  });

  it('no answer in time is unknown, and says so', async () => {
    const address = await serve(() => undefined);
    const error = await failure(client(address, { timeoutMs: 60 }).json(write));
    expect(error).toMatchObject({ system: 'erp', failure: 'unknown-outcome', code: 'TIMEOUT' });
    expect(error.message).toContain('erp: POST /x');
  });

  it('2xx with a body that is not JSON is unknown for a write, retryable for a read', async () => {
    const address = await serve((_request, response) => void response.end('<html>'));
    expect(await failure(client(address).json(write))).toMatchObject({
      failure: 'unknown-outcome',
      code: 'INVALID_BODY',
    });
    expect(await failure(client(address).json(read))).toMatchObject({
      failure: 'retryable',
      code: 'INVALID_BODY',
    });
  });

  it('a refusal carries the status, the time to wait and what the system said', async () => {
    const address = await serve(
      (_request, response) => void response.writeHead(429, { 'retry-after': '2' }).end('too many'),
    );
    const error = await failure(client(address).json(write));
    expect(error).toMatchObject({ failure: 'retryable', code: 'HTTP_429', retryAfterMs: 2000 });
    expect(error.message).toContain('too many');
  });

  it('any status is an answer where the caller judges it', async () => {
    const address = await serve((_request, response) => void response.writeHead(500).end('no'));
    expect(await client(address).send(write)).toEqual({ status: 500, retryAfter: null, body: 'no' });
  });
});

describe('limits', () => {
  it('no more calls than allowed are in flight; one that waits may be given up, and was never sent', async () => {
    const open: (() => void)[] = [];
    let arrived = () => undefined as void;
    const address = await serve((_request, response) => {
      open.push(() => void response.end('{}'));
      arrived();
    });
    const both = new Promise<void>((resolve) => {
      arrived = () => void (open.length === 2 && resolve());
    });
    const erp = client(address);
    const first = [erp.json(read), erp.json(read)];
    await both;
    const givenUp = new AbortController();
    const waiting = failure(erp.json({ ...write, context: { ...context, signal: givenUp.signal } }));
    givenUp.abort();
    expect(await waiting).toMatchObject({ failure: 'retryable', code: 'NOT_SENT' });
    expect(open).toHaveLength(2);
    open.forEach((answer) => answer());
    await Promise.all(first);
  });

  it('a call that is given up in flight is aborted, and its outcome unknown', async () => {
    const givenUp = new AbortController();
    let closed: Promise<unknown> = Promise.resolve();
    const address = await serve((request) => {
      closed = once(request.socket, 'close');
      givenUp.abort();
    });
    const error = await failure(
      client(address).json({ ...write, context: { ...context, signal: givenUp.signal } }),
    );
    expect(error).toMatchObject({ failure: 'unknown-outcome', code: 'ABORTED' });
    await closed;
  });
});
