import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Request, Response } from 'express';
import { eventStream } from '../../api/event-stream';
import { sendStream } from '../../api/stream';
import { demoTopology, openLedger, type OpenLedger } from '../ledger/open-ledger';
import { holdRequest, place } from '../ledger/requests';
import { eventually } from '../support/eventually';
import { tell } from '../workers/deliveries';
import { readStream, type EventReader } from './event-reader';
import { serve, type Served } from './serve';

const STREAMS = 3;
const demo = demoTopology();
const topology = { ...demo, events: { ...demo.events, streamsPerCaller: STREAMS, heartbeatSeconds: 0.2 } };

let open: OpenLedger;
let api: Served;
let stopping: AbortController;
let readers: EventReader[];
beforeEach(async () => {
  open = await openLedger();
  stopping = new AbortController();
  api = await serve(open.ledger, { topology, stopping: stopping.signal, now: () => new Date() });
  readers = [];
});
afterEach(async () => {
  await Promise.all(readers.map((reader) => reader.close()));
  await api.close();
  await open.close();
});

const read = async (...how: Parameters<typeof readStream> extends [Served, ...infer Rest] ? Rest : never) => {
  const reader = await readStream(api, ...how);
  readers.push(reader);
  return reader;
};
const subjects = ({ events }: EventReader) => events.map(({ subject }) => subject);
const has = (reader: EventReader, ...wanted: string[]) =>
  eventually(() => expect(subjects(reader)).toEqual(wanted) ?? true);

it('begins with what happens from now on, and says what it is', async () => {
  await tell(open, 'EX-before');
  const reader = await read();
  expect(reader.response.status).toBe(200);
  expect(reader.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(reader.response.headers.get('cache-control')).toBe('no-store');
  await tell(open, 'EX-1');
  await has(reader, 'EX-1');
  expect(reader.lastId).toBe(String(reader.events[0]!.sequence));
});

it('who comes again with the last id is given what came meanwhile, once each, whoever cut the line', async () => {
  const numbers: number[] = [];
  let last = '0';
  for (let round = 0; round < 6; round++) {
    for (let index = 0; index < 7; index++) await tell(open, `EX-${round}`);
    const reader = await read('', { lastEventId: last });
    const fewer = round === 5 ? 42 - numbers.length : 3;
    await eventually(() => reader.events.length >= fewer);
    const taken = reader.events.slice(0, fewer);
    numbers.push(...taken.map(({ sequence }) => sequence));
    last = String(taken.at(-1)!.sequence);
    await reader.close();
  }
  expect(numbers).toEqual(Array.from({ length: 42 }, (_, index) => index + 1));
});

it('goes by filters, and the id that a sign of life carries spares the way back', async () => {
  const reader = await read('?after=0&type=interlock.exception.opened.v1&plant=lyon&subject=EX-1');
  await tell(open, 'EX-1');
  await tell(open, 'EX-2', 'interlock.exception.opened.v1');
  await tell(open, 'EX-1', 'interlock.exception.opened.v1', 'monterrey');
  await tell(open, 'EX-1', 'interlock.exception.opened.v1');
  await has(reader, 'EX-1');
  await tell(open, 'EX-3');
  await eventually(() => reader.lastId === '5');
  expect(reader.comments).toBeGreaterThan(0);
  expect(reader.events).toHaveLength(1);
});

it('is woken by what is announced: it does not wait until it looks by itself', async () => {
  const end = new AbortController();
  const HOUR_MS = 3_600_000;
  const settings = { heartbeatSeconds: 3_600, streamSeconds: 3_600 };
  const stream = eventStream(open.ledger, { filter: {}, after: 0, end: [end.signal], settings }, HOUR_MS);
  await stream.next();
  const next = stream.next();
  await place(open.ledger, holdRequest(['PIN-10:L-1']));
  expect((await next).value).toContain('interlock.quality-hold.placed.v1');
  const last = stream.next();
  end.abort();
  expect(await last).toEqual({ done: true, value: undefined });
});

it('ends when the process is told to stop', async () => {
  const reader = await read();
  stopping.abort();
  await eventually(() => reader.ended);
});

it('ends after a while, so that who reads on shows the credential again', async () => {
  await api.close();
  api = await serve(open.ledger, {
    topology: { ...topology, events: { ...topology.events, streamSeconds: 0.3 } },
  });
  const reader = await read();
  await eventually(() => reader.ended);
});

it('a caller has so many open at once; one that is closed makes room', async () => {
  for (let index = 0; index < STREAMS; index++) await read();
  const refused = await api.call('GET', '/v1/events/stream', { as: 'auditor' });
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ code: 'too-many-streams' });
  expect((await read('', { as: 'quality' })).response.status).toBe(200);
  await readers[0]!.close();
  await eventually(async () => (await read()).response.status === 200);
});

it('HEAD has the header alone, and opens nothing', async () => {
  for (let index = 0; index < STREAMS + 1; index++)
    expect((await api.call('HEAD', '/v1/events/stream', { as: 'auditor' })).status).toBe(200);
});

it.each([
  ['a Last-Event-ID that is none of ours', '', 'abc'],
  ['an after that is no number', '?after=x', undefined],
  ['a version that is none', '?version=0', undefined],
])('%s is refused', async (_name, query, lastEventId) => {
  const { response } = await read(query, { lastEventId });
  expect(response.status).toBe(422);
});

it('a reader that takes nothing fills no memory, and is cut off', async () => {
  let made = 0;
  async function* endless() {
    for (;;) {
      made++;
      yield 'x'.repeat(65_536);
    }
  }
  const server = createServer((request, response) => {
    (response as Response).set = (() => response) as never;
    void sendStream(endless(), request as Request, response as Response, 200);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = httpRequest({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  client.on('error', () => undefined).end();
  const [answer] = (await once(client, 'response')) as [NodeJS.ReadableStream];
  answer.pause();
  // The server ends it: only then does reading on meet an end.
  await eventually(
    () => new Promise((resolve) => server.getConnections((_error, count) => resolve(count === 0))),
  );
  // What the operating system takes of a connection, and no more.
  expect(made).toBeLessThan(200);
  client.destroy();
  server.close();
});
