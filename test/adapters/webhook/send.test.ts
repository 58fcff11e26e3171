import { AddressGuard, type Resolve } from '../../../adapters/webhook/guard';
import { WebhookSender } from '../../../adapters/webhook/send';
import { startConsumer, status, verify, type Consumer } from './consumer';

const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const FORMER = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;
/** Far more than a busy machine needs. */
const LONG_MS = 60_000;
const never = new AbortController().signal;

let consumer: Consumer;
let sender: WebhookSender;
beforeEach(async () => {
  consumer = await startConsumer();
  sender = new WebhookSender(new AddressGuard(() => ['127.0.0.1']));
});
afterEach(async () => {
  await sender.close();
  await consumer.close();
});

const send = (by = sender, url = consumer.url, stop = never, timeoutMs = LONG_MS) =>
  by.send(
    {
      url,
      id: 'msg-1',
      body: '{"id":"msg-1"}',
      secrets: [SECRET, FORMER],
      headers: { 'interlock-replay': 'FD-1' },
    },
    timeoutMs,
    new Date(),
    stop,
  );

it('signs by every secret, as the reference library checks it', async () => {
  expect(await send()).toEqual({ status: 204, error: null, retryAfterMs: null });
  const [received] = consumer.received;
  expect(verify(SECRET, received!)).toEqual({ id: 'msg-1' });
  expect(verify(FORMER, received!)).toEqual({ id: 'msg-1' });
  expect(() => verify(`whsec_${Buffer.alloc(32, 3).toString('base64')}`, received!)).toThrow();
  expect(received!.headers).toMatchObject({
    'webhook-id': 'msg-1',
    'interlock-replay': 'FD-1',
    'content-type': 'application/cloudevents+json; charset=utf-8',
  });
});

it('follows no redirection', async () => {
  const other = await startConsumer();
  consumer.answer = status(307, { location: other.url });
  expect(await send()).toMatchObject({ status: 307 });
  expect(other.received).toEqual([]);
  await other.close();
});

it('says when it may come again', async () => {
  consumer.answer = status(503, { 'retry-after': '7' });
  expect(await send()).toMatchObject({ status: 503, retryAfterMs: 7_000 });
});

it('keeps a kilobyte of an answer, however long it is, and no control character', async () => {
  consumer.answer = (_received, response) => {
    response.writeHead(500);
    const more = () => {
      while (!response.destroyed && response.write('x\0\u0007'.repeat(1_000)));
    };
    response.on('drain', more).on('error', () => undefined);
    more();
  };
  const { status: code, error } = await send();
  expect(code).toBe(500);
  expect(error!.length).toBeLessThan(1_100);
  expect(error).not.toMatch(/\p{Cc}/u);
});

it('an answer that never ends counts by its status', async () => {
  consumer.answer = (_received, response) => void response.writeHead(200).write('.');
  // Time for the status to come, on a slow machine too.
  expect(await send(sender, consumer.url, never, 5_000)).toMatchObject({ status: 200, error: null });
});

it('who does not answer in time, hangs up or is not there has not answered', async () => {
  consumer.answer = () => undefined;
  expect(await send(sender, consumer.url, never, 1_000)).toMatchObject({
    status: null,
    error: expect.stringContaining('timeout'),
  });
  consumer.answer = (_received, response) => response.destroy();
  expect(await send()).toMatchObject({ status: null });
  expect(await send(sender, 'http://127.0.0.1:1/')).toMatchObject({
    status: null,
    error: expect.stringContaining('ECONNREFUSED'),
  });
});

it('is broken off when it is told to stop', async () => {
  consumer.answer = () => stop.abort();
  const stop = new AbortController();
  expect(await send(sender, consumer.url, stop.signal)).toMatchObject({ status: null });
});

describe('to an address that is not allowed nothing is sent', () => {
  const port = () => new URL(consumer.url).port;
  const through = (allow: string[], resolve: Resolve) =>
    new WebhookSender(new AddressGuard(() => allow, resolve));

  it('written out', async () => {
    const guarded = new WebhookSender(new AddressGuard(() => []));
    expect(await send(guarded)).toMatchObject({
      status: null,
      error: expect.stringContaining('ADDRESS_NOT_ALLOWED'),
    });
    await guarded.close();
    expect(consumer.received).toEqual([]);
  });

  it('by a name that answers otherwise at the connection (DNS rebinding)', async () => {
    // Allowed when it is looked at, the consumer's own loopback address when it is connected to.
    const rounds = [['127.0.0.2'], ['127.0.0.1'], ['127.0.0.1']];
    const guarded = through(['127.0.0.2'], (_host, told) =>
      told(
        null,
        rounds.shift()!.map((address) => ({ address, family: 4 })),
      ),
    );
    expect(await send(guarded, `http://rebound.example:${port()}/`)).toMatchObject({
      status: null,
      error: expect.stringContaining('127.0.0.1, which is not'),
    });
    await guarded.close();
    expect(consumer.received).toEqual([]);
    expect(rounds).toHaveLength(1);
  });

  it('and by a name that stays, it arrives', async () => {
    const guarded = through(['127.0.0.1'], (_host, told) =>
      told(null, [{ address: '127.0.0.1', family: 4 }]),
    );
    expect(await send(guarded, `http://consumer.example:${port()}/`)).toMatchObject({ status: 204 });
    await guarded.close();
  });
});
