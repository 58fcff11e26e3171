import type { Refusal } from '../../ledger';
import { Problem } from '../../contracts/problem';
import type { CloudEvent } from '../../contracts/inbound';
import { serve, type Served } from './serve';
import { signed, type Signing } from './signed';

const received: CloudEvent[] = [];
const refusals: Refusal[] = [];
let api: Served;
beforeAll(async () => {
  api = await serve({
    receiveEvent(_system, event) {
      if (event.id === 'contended') throw new Problem('contended', 'Others won.');
      if (event.id === 'no-authority')
        throw new Problem('event-not-accepted', 'The QMS has no such nonconformance.');
      const known = received.some((one) => one.id === event.id);
      if (!known) received.push(event);
      return Promise.resolve({ status: known ? 'duplicate' : 'accepted' });
    },
    auditRefusal: (refusal) => Promise.resolve(void refusals.push(refusal)),
  });
});
afterAll(() => api.close());
beforeEach(() => {
  received.splice(0);
  refusals.splice(0);
});

const lotReceived = (id: string, change: object = {}) => ({
  specversion: '1.0',
  id,
  source: 'erp',
  type: 'erp.lot.received.v1',
  data: {
    lot: 'PIN-10:L-1',
    plant: 'lyon',
    location: 'LYON-STOCK',
    quantity: { value: '10', unit: 'EA' },
    status: 'inspection',
  },
  ...change,
});

const post = (body: unknown, { system = 'erp', ...how }: Signing & { system?: string } = {}) =>
  signed(api, system, body, how);
const code = async (response: Response) => ((await response.json()) as { code: string }).code;

describe('a signature', () => {
  it.each<[string, Signing & { system?: string }]>([
    ['forged', { secret: `whsec_${Buffer.alloc(24, 8).toString('base64')}` }],
    ['of another body', { tamper: ' ' }],
    ['six minutes old', { at: new Date(Date.now() - 360_000) }],
    ['from the future', { at: new Date(Date.now() + 360_000) }],
    ['of a system without a secret', { system: 'wms' }],
  ])('%s is 401 before the body is parsed', async (_name, how) => {
    const response = await post('{ not JSON', how);
    expect(response.status).toBe(401);
    expect(await code(response)).toBe('bad-signature');
  });
  it('that is missing is 401, and a key is no signature', async () => {
    const response = await api.call('POST', '/v1/inbound/erp', {
      as: 'administrator',
      body: lotReceived('e'),
      headers: { 'content-type': 'application/cloudevents+json' },
    });
    expect(response.status).toBe(401);
  });
  it('for an unknown system is 404', async () => {
    expect((await post(lotReceived('e'), { system: 'constructor' })).status).toBe(404);
  });
});

it('content types are those of CloudEvents', async () => {
  expect((await post(lotReceived('e'), { type: 'json' })).status).toBe(415);
  expect((await post('{ not JSON')).status).toBe(400);
  expect((await post(lotReceived('e'), { type: 'cloudevents-batch+json' })).status).toBe(422);
  expect((await post([lotReceived('e')], { type: 'cloudevents+json' })).status).toBe(422);
  expect(received).toEqual([]);
});

it('a single event is accepted, and its repetition a duplicate', async () => {
  const first = await post(lotReceived('e-1'));
  expect(first.status).toBe(200);
  expect(await first.json()).toEqual({ id: 'e-1', status: 'accepted' });
  expect(await (await post(lotReceived('e-1'))).json()).toEqual({ id: 'e-1', status: 'duplicate' });
});

it('a batch is answered item by item, in its order', async () => {
  const response = await post([
    lotReceived('e-2'),
    { id: 'e-3' },
    lotReceived('e-4', { data: {} }),
    lotReceived('no-authority'),
    lotReceived('e-5'),
  ]);
  expect(response.status).toBe(200);
  const answers = (await response.json()) as {
    id: string;
    status: string;
    problem?: { code: string; errors?: { pointer: string }[] };
  }[];
  expect(answers.map(({ id, status, problem }) => [id, status, problem?.code])).toEqual([
    ['e-2', 'accepted', undefined],
    ['e-3', 'refused', 'invalid-request'],
    ['e-4', 'refused', 'invalid-request'],
    ['no-authority', 'refused', 'event-not-accepted'],
    ['e-5', 'accepted', undefined],
  ]);
  expect(answers[2]?.problem?.errors?.map(({ pointer }) => pointer)).toContain('/2/data/lot');
  expect(received.map(({ id }) => id)).toEqual(['e-2', 'e-5']);
});

it('what may pass by itself is no refusal: the whole batch is to be sent again', async () => {
  const response = await post([lotReceived('e-6'), lotReceived('contended')]);
  expect([response.status, response.headers.get('retry-after')]).toEqual([409, '1']);
});

it.each([
  ['a count below zero', { to: 'LYON-STOCK', quantity: { value: '-1', unit: 'EA' } }, '/data/quantity/value'],
  ['an adjustment of nowhere', { quantity: { value: '1', unit: 'EA' } }, '/data/to'],
])('%s is refused', async (_name, data, pointer) => {
  const event = lotReceived('e', {
    type: 'erp.stock.adjusted.v1',
    data: { lot: 'PIN-10:L-1', status: 'block', ...data },
  });
  const response = await post(event);
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ errors: [{ pointer }] });
});

describe('a claim that is not the system’s to make is refused and recorded (A5)', () => {
  it.each([
    ['as another system', lotReceived('e', { source: 'qms' }), /source/],
    ['for another role', lotReceived('e', { type: 'qms.disposition.decided.v1' }), /roles are erp/],
  ])('%s', async (_name, event, why) => {
    const response = await post(event);
    expect(response.status).toBe(422);
    expect(await code(response)).toBe('event-not-accepted');
    expect(refusals).toEqual([
      expect.objectContaining({ who: { id: 'erp', name: 'erp' }, why: expect.stringMatching(why) }),
    ]);
    expect(received).toEqual([]);
  });
  it('an unknown type is refused', async () => {
    expect(await code(await post(lotReceived('e', { type: 'erp.coffee.brewed.v1' })))).toBe(
      'event-not-accepted',
    );
  });
});
