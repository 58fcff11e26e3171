import { asyncApi } from '../../api/documents/asyncapi';
import { openApi } from '../../api/documents/openapi';
import { routes } from '../../api/routes';
import { compareAsyncApi } from '../../tools/contracts/compare-asyncapi';
import { compareOpenApi } from '../../tools/contracts/compare-openapi';
import type { AsyncApi, OpenApi } from '../../tools/contracts/document';
import { breaches } from '../../tools/contracts/main';
import { RULES, type Rule } from '../../tools/contracts/rules';

const NOW = new Date('2026-11-22T00:00:00Z');
/** A copy of a document, and its parts by their keys, to be changed. */
type Copy = Record<string, unknown>;
const at = (copy: Copy, ...keys: string[]): Copy => keys.reduce((part, key) => part[key] as Copy, copy);
const list = (copy: Copy, ...keys: string[]): unknown[] => at(copy, ...keys) as unknown as unknown[];
const drop = (copy: Copy, ...keys: string[]): boolean =>
  Reflect.deleteProperty(at(copy, ...keys.slice(0, -1)), keys.at(-1)!);

const OPENAPI_TEXT = JSON.stringify(openApi(routes));
const ASYNCAPI_TEXT = JSON.stringify(asyncApi());

it('nobody who keeps to the last released documents is broken by this code', () => {
  expect(breaches(NOW)).toEqual([]);
});

/** Takes a document away from what it was. @returns what the released one says otherwise, where that is to be changed as well */
type Mutation = (after: Copy, before: Copy) => unknown;

const HOLDS = '/v1/quality-holds';
const LOT = '/v1/lots/{lot}';
const BATCH = 'application/cloudevents-batch+json';
const parameter = (copy: Copy, path: string, name: string): Copy =>
  (list(copy, 'paths', path, 'get', 'parameters') as Copy[]).find((one) => one.name === name)!;

const OPENAPI: [Rule, string, Mutation][] = [
  ['operation-removed', `GET ${LOT}`, (after) => drop(after, 'paths', LOT)],
  [
    'operation-renamed',
    `GET ${LOT}`,
    (after) => Object.assign(at(after, 'paths', LOT, 'get'), { operationId: 'lot' }),
  ],
  [
    'credential-required',
    'GET /healthz',
    (after) => list(after, 'paths', '/healthz', 'get', 'security').push({ bearer: [] }),
  ],
  ['role-removed', `GET ${LOT}`, (after) => list(after, 'paths', LOT, 'get', 'x-roles').shift()],
  [
    'parameter-removed',
    `GET ${HOLDS}`,
    (after) => list(after, 'paths', HOLDS, 'get', 'parameters').splice(0, 1),
  ],
  [
    'parameter-required',
    `GET ${HOLDS}`,
    (after) => Object.assign(parameter(after, HOLDS, 'plant'), { required: true }),
  ],
  ['body-required', `POST ${HOLDS}`, (_after, before) => drop(before, 'paths', HOLDS, 'post', 'requestBody')],
  [
    'media-type-removed',
    'POST /v1/inbound/{system} body',
    (after) => drop(after, 'paths', '/v1/inbound/{system}', 'post', 'requestBody', 'content', BATCH),
  ],
  ['answer-removed', `POST ${HOLDS}`, (after) => drop(after, 'paths', HOLDS, 'post', 'responses', '201')],
  [
    'answer-header-removed',
    `POST ${HOLDS} 201`,
    (after) => drop(after, 'paths', HOLDS, 'post', 'responses', '201', 'headers', 'Location'),
  ],
  [
    'taken-property-removed',
    `POST ${HOLDS} body/severity`,
    (after) => drop(after, 'components', 'schemas', 'HoldRequest', 'properties', 'severity'),
  ],
  [
    'taken-property-required',
    `POST ${HOLDS} body/detectedAt`,
    (after) => list(after, 'components', 'schemas', 'HoldRequest', 'required').push('detectedAt'),
  ],
  [
    'taken-value-removed',
    `POST ${HOLDS} body/severity`,
    (after) => list(after, 'components', 'schemas', 'HoldRequest', 'properties', 'severity', 'enum').pop(),
  ],
  [
    'taken-narrowed',
    `POST ${HOLDS} body/reason/text`,
    (after) =>
      Object.assign(at(after, 'components', 'schemas', 'Reason', 'properties', 'text'), { maxLength: 20 }),
  ],
  [
    'taken-narrowed',
    `GET ${HOLDS} query limit`,
    (after) => Object.assign(at(parameter(after, HOLDS, 'limit'), 'schema'), { maximum: 100 }),
  ],
  [
    'given-property-removed',
    `GET ${HOLDS}/{id} 200/lots/*/undecided`,
    (after) => drop(after, 'components', 'schemas', 'HoldLot', 'properties', 'undecided'),
  ],
  [
    'given-property-optional',
    `GET ${HOLDS}/{id} 200/state`,
    (after) => {
      const required = list(after, 'components', 'schemas', 'Hold', 'required');
      required.splice(required.indexOf('state'), 1);
    },
  ],
  [
    'given-value-added',
    `GET ${HOLDS}/{id} 200/state`,
    (after) => list(after, 'components', 'schemas', 'Hold', 'properties', 'state', 'enum').push('lost'),
  ],
  [
    'type-changed',
    `GET ${HOLDS}/{id} 200/productFamily`,
    (after) =>
      Object.assign(at(after, 'components', 'schemas', 'Hold', 'properties', 'productFamily'), {
        type: 'array',
      }),
  ],
  [
    'type-changed',
    `GET ${HOLDS}/{id} 200/productFamily`,
    (after) =>
      Object.assign(at(after, 'components', 'schemas', 'Hold', 'properties', 'productFamily'), {
        type: ['string', 'null'],
      }),
  ],
  [
    'alternative-changed',
    'POST /v1/engineering-changes body/plants/*/effectivity',
    (after) => list(after, 'components', 'schemas', 'Effectivity', 'oneOf').splice(1, 1),
  ],
];

const EVENT = 'interlock.quality-hold.closed.v1';
const ASYNCAPI: [Rule, string, Mutation][] = [
  ['channel-removed', 'stream', (after) => drop(after, 'channels', 'stream')],
  [
    'channel-removed',
    'inbound',
    (after) => Object.assign(at(after, 'channels', 'inbound'), { address: '/v1/inbox/{system}' }),
  ],
  ['event-removed', 'stream', (after) => drop(after, 'channels', 'stream', 'messages', EVENT)],
  [
    'given-property-removed',
    `stream ${EVENT}/data/hold`,
    (after) => drop(after, 'components', 'schemas', EVENT, 'properties', 'hold'),
  ],
  [
    'given-value-added',
    `webhook ${EVENT}/data/from`,
    (after) => list(after, 'components', 'schemas', EVENT, 'properties', 'from', 'enum').push('lost'),
  ],
  [
    'taken-property-required',
    'inbound qms.nonconformance.voided.v1/data/reason',
    (after) =>
      list(after, 'components', 'schemas', 'qms.nonconformance.voided.v1', 'required').push('reason'),
  ],
];

const openApiBreaches = (mutate: Mutation, now = NOW) => {
  const [before, after] = [JSON.parse(OPENAPI_TEXT) as Copy, JSON.parse(OPENAPI_TEXT) as Copy];
  mutate(after, before);
  return compareOpenApi(before as unknown as OpenApi, after as unknown as OpenApi, now);
};
const asyncApiBreaches = (mutate: Mutation) => {
  const [before, after] = [JSON.parse(ASYNCAPI_TEXT) as Copy, JSON.parse(ASYNCAPI_TEXT) as Copy];
  mutate(after, before);
  return compareAsyncApi(before as unknown as AsyncApi, after as unknown as AsyncApi);
};

describe('what breaks a client names its rule and where', () => {
  it.each(OPENAPI)('%s: %s', (rule, where, mutate) =>
    expect(openApiBreaches(mutate)).toContainEqual(expect.objectContaining({ rule, where })),
  );
  it.each(ASYNCAPI)('events: %s: %s', (rule, where, mutate) =>
    expect(asyncApiBreaches(mutate)).toContainEqual(expect.objectContaining({ rule, where })),
  );
  it('has a row for every rule', () => {
    expect(new Set([...OPENAPI, ...ASYNCAPI].map(([rule]) => rule))).toEqual(new Set(Object.keys(RULES)));
  });
});

describe('what breaks nobody', () => {
  const HARMLESS: [string, Mutation][] = [
    ['nothing at all', () => null],
    ['a new call', (after) => Object.assign(at(after, 'paths'), { '/v1/more': at(after, 'paths', LOT) })],
    [
      'a new member of an answer',
      (after) =>
        Object.assign(at(after, 'components', 'schemas', 'Hold', 'properties'), {
          colour: { type: 'string' },
        }),
    ],
    [
      'a new optional member of a body',
      (after) =>
        Object.assign(at(after, 'components', 'schemas', 'HoldRequest', 'properties'), {
          colour: { type: 'string' },
        }),
    ],
    [
      'a value more that is taken',
      (after) =>
        list(after, 'components', 'schemas', 'HoldRequest', 'properties', 'severity', 'enum').push(
          'cosmetic',
        ),
    ],
    [
      'a wider limit of what is taken',
      (after) =>
        Object.assign(at(after, 'components', 'schemas', 'Reason', 'properties', 'text'), {
          maxLength: 9_000,
        }),
    ],
    [
      'a value less that is given',
      (after) => list(after, 'components', 'schemas', 'Hold', 'properties', 'containment', 'enum').pop(),
    ],
    ['a problem more', (after) => Object.assign(at(after, 'paths', LOT, 'get', 'responses'), { '418': {} })],
  ];
  it.each(HARMLESS)('%s', (_what, mutate) => expect(openApiBreaches(mutate)).toEqual([]));

  it('a call that is gone after its sunset, and not a day sooner', () => {
    const gone: Mutation = (after) => drop(after, 'paths', '/v1/items/{item}/availability');
    expect(openApiBreaches(gone, new Date('2027-12-31T12:00:00Z'))).toHaveLength(1);
    expect(openApiBreaches(gone, new Date('2028-01-01T00:00:00Z'))).toEqual([]);
  });
});
