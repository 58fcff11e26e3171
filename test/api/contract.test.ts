import { readFileSync } from 'node:fs';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { EncryptingCodec } from '../../temporal/payload-codec';
import { newPayloadKeys } from '../../tools/stack/life';
import { learnPins } from '../ledger/inspections';
import { receiveLot } from '../ledger/requests';
import { ContractClient, type Document } from './contract/client';
import { play, story } from './contract/story';
import { matrixTopology, seededLedger } from './matrix-seed';
import { serve, type Served } from './serve';
import { signed } from './signed';

/** Operations whose success wants more than a ledger, and the test that shows it, as the document promises it, too. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  preflightChange: 'test/api/change-life.test.ts',
  decideAffected: 'test/api/change-life.test.ts',
  applyTopology: 'test/stack/third-plant.test.ts',
  retryDelivery: 'test/workers/delivery.test.ts',
  decodePayloads: 'test/api/payloads.test.ts',
};

const TOPOLOGY = readFileSync('config/topology.demo.yaml', 'utf8');

let ledger: Awaited<ReturnType<typeof seededLedger>>;
let api: Served;
let client: ContractClient;
beforeAll(async () => {
  ledger = await seededLedger();
  const { open, lyon } = ledger;
  await learnPins(open.ledger);
  for (const lot of ['PIN-10:K-1', 'PIN-10:K-2', 'PIN-10:K-3']) await receiveLot(open.ledger, lot);
  await open.pool.query(
    `insert into residual (id, hold, lot, unit, quantity, kind, system, reference, customer, at)
     values ('RS-contract', $1, $2, 'EA', 1, 'shipped', 'erp', 'SH-0', 'alpine-jets', now())`,
    [lyon.hold, lyon.lot],
  );
  const topology = matrixTopology();
  api = await serve(open.ledger, {
    topology,
    running: { version: 0, document: { text: TOPOLOGY, variables: {} }, topology },
    now: () => new Date(),
    payloads: { codec: new EncryptingCodec(newPayloadKeys()), webUi: 'http://127.0.0.1:8233' },
  });
  const document = (await (await api.call('GET', '/openapi.json')).json()) as Document;
  client = new ContractClient(api, document);
});
afterAll(async () => {
  await api.close();
  await ledger.open.close();
});

const all = () => [...client.operations.values()];

it('every operation succeeds as the document says', async () => {
  expect(await play(client, story(ledger.lyon, TOPOLOGY))).toEqual([]);
});

it('what systems tell is taken as the documents say', async () => {
  const response = await signed(
    api,
    'qms',
    client.operations.get('receiveEvents')!.requestBody!.content['application/cloudevents+json']!.example,
  );
  expect(response.status).toBe(200);
  client.succeeded.add('receiveEvents');
});

it('no operation was left out', () => {
  const missing = all()
    .map(({ operationId }) => operationId)
    .filter((id) => !client.succeeded.has(id));
  expect(missing.sort()).toEqual(Object.keys(ELSEWHERE).sort());
});

it('every event that this made is as the AsyncAPI document says', async () => {
  const ajv = addFormats(new Ajv2020({ strict: false }));
  ajv.addSchema((await client.call('getAsyncApi')).body as object, 'asyncapi');
  const { body } = await client.call('listEvents', { query: { limit: '200' } });
  const { events } = body as { events: { type: string }[] };
  expect(events.length).toBeGreaterThan(20);
  for (const event of events) {
    const isPromised = ajv.compile({ $ref: `asyncapi#/components/messages/${event.type}/payload` });
    expect([event.type, isPromised(event), isPromised.errors]).toEqual([event.type, true, null]);
  }
});

describe('problems, as the document says', () => {
  const codeOf = ({ status, body }: { status: number; body: unknown }) => [
    status,
    (body as { code?: string }).code,
  ];

  it('a caller without a credential', async () => {
    for (const { operationId, security } of all()) {
      if (security.length === 0) continue;
      const answer = await client.call(operationId, { as: null });
      const code = operationId === 'receiveEvents' ? 'bad-signature' : 'unauthenticated';
      expect([operationId, ...codeOf(answer)]).toEqual([operationId, 401, code]);
    }
  });

  it('a role that may not', async () => {
    for (const { operationId, 'x-roles': roles } of all()) {
      if (!roles || roles.includes('plant')) continue;
      expect([operationId, (await client.call(operationId, { as: 'plant' })).status]).toEqual([
        operationId,
        403,
      ]);
    }
  });

  const withBody = () => all().filter(({ requestBody, 'x-roles': roles }) => requestBody && roles);
  const someone = ({ 'x-roles': roles }: { 'x-roles'?: readonly string[] }) => roles![0]!;

  it.each([
    ['is no JSON', '{', {}, 400, 'malformed-json'],
    ['is no text', '\u0000', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
    ['has a member that nobody knows', { surplus: 1 }, {}, 422, 'invalid-request'],
  ])('a body that %s', async (_what, body, headers, status, code) => {
    for (const operation of withBody()) {
      const { operationId: id } = operation;
      expect([id, ...codeOf(await client.call(id, { as: someone(operation), body, headers }))]).toEqual([
        id,
        status,
        code,
      ]);
    }
  });

  it('a command without a key, and one that is given another body with the same', async () => {
    for (const { operationId: id, parameters, ...operation } of all()) {
      if (!parameters.some(({ $ref }) => $ref?.endsWith('/IdempotencyKey'))) continue;
      const headers = { 'idempotency-key': '' };
      expect([id, ...codeOf(await client.call(id, { as: someone(operation), headers }))]).toEqual([
        id,
        400,
        'idempotency-key-missing',
      ]);
    }
  });

  it('what is not there', async () => {
    const names = ['id', 'plant', 'item', 'person', 'name', 'residual', 'disposition', 'delivery'];
    const path = { ...Object.fromEntries(names.map((name) => [name, 'none'])), lot: 'PIN-10:NOWHERE' };
    for (const operation of all()) {
      const { operationId: id, responses } = operation;
      if (!responses['404'] || !operation.path.includes('{') || !operation['x-roles']) continue;
      expect([id, (await client.call(id, { as: someone(operation), path })).status]).toEqual([id, 404]);
    }
  });

  it('a method that an address does not take', async () => {
    for (const { operationId: id } of all()) {
      const answer = await client.call(id, { method: 'DELETE' });
      expect([id, ...codeOf(answer)]).toEqual([id, 405, 'method-not-allowed']);
      expect(answer.headers.has('allow')).toBe(true);
    }
  });
});
