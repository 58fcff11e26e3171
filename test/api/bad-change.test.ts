import type { EngineeringChange, Preflight } from '../../contracts/engineering-change';
import type { Caller } from '../support/api';
import { eventually } from '../support/eventually';
import { stack, type TestStack } from '../support/stack';

interface ProblemBody {
  readonly code: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

let running: TestStack;
beforeAll(async () => {
  running = await stack();
});

const CHANGES = '/v1/engineering-changes';
const effectivity = { kind: 'immediate' };
const request = (change: object = {}) => ({
  change: { system: 'plm', id: 'ECO-1042' },
  plants: [{ plant: 'lyon', effectivity }],
  ...change,
});
const effectiveBy = (malformed: object) => ({ plants: [{ plant: 'lyon', effectivity: malformed }] });
const post = (path: string, body: unknown, headers?: Record<string, string>, as: Caller = 'engineering') =>
  running.api(as).post<ProblemBody>(`${CHANGES}${path}`, body, headers);

const nothingWritten = async (work: () => Promise<void>) => {
  const changes = async () => {
    const { body } = await running.api('auditor').get<{ items: EngineeringChange[] }>(`${CHANGES}?limit=200`);
    return body.items.map(({ id }) => id);
  };
  const before = await changes();
  await work();
  expect(await changes()).toEqual(before);
};

const BAD: [string, object, string, string][] = [
  ['an unknown plant', { plants: [{ plant: 'atlantis', effectivity }] }, 'unknown-plant', '/plants/0/plant'],
  [
    'a plant of a name that every object has',
    { plants: [{ plant: 'constructor', effectivity }] },
    'unknown-plant',
    '/plants/0/plant',
  ],
  [
    'a plant twice',
    { plants: ['lyon', 'lyon'].map((plant) => ({ plant, effectivity })) },
    'invalid-request',
    '/plants',
  ],
  ['no plant', { plants: [] }, 'invalid-request', '/plants'],
  [
    'a plant without effectivity',
    { plants: [{ plant: 'lyon' }] },
    'invalid-request',
    '/plants/0/effectivity',
  ],
  ['an unknown system', { change: { system: 'pdm', id: 'ECO-1042' } }, 'unknown-system', '/change/system'],
  [
    'a system of a name that every object has',
    { change: { system: 'constructor', id: 'ECO-1042' } },
    'unknown-system',
    '/change/system',
  ],
  [
    'a system that is no PLM',
    { change: { system: 'erp', id: 'ECO-1042' } },
    'unknown-system',
    '/change/system',
  ],
  ['an unknown field', { urgent: true }, 'invalid-request', '/urgent'],
  ['an unknown policy', { policy: 'some-or-other' }, 'invalid-request', '/policy'],
  ['an unknown way with a conflict', { onConflict: 'ignore' }, 'invalid-request', '/onConflict'],
  ['an unknown effectivity', effectiveBy({ kind: 'soon' }), 'invalid-request', '/plants/0/effectivity/kind'],
  [
    'immediate with a date',
    effectiveBy({ kind: 'immediate', localDate: '2026-12-01' }),
    'invalid-request',
    '/plants/0/effectivity/localDate',
  ],
  [
    'a date that is none',
    effectiveBy({ kind: 'date', localDate: '2026-02-30', at: 'shift-start' }),
    'invalid-request',
    '/plants/0/effectivity/localDate',
  ],
  [
    'a date with a time',
    effectiveBy({ kind: 'date', localDate: '2026-12-01T06:00:00Z' }),
    'invalid-request',
    '/plants/0/effectivity/localDate',
  ],
  [
    'a date at another moment of the day',
    effectiveBy({ kind: 'date', localDate: '2026-12-01', at: 'noon' }),
    'invalid-request',
    '/plants/0/effectivity/at',
  ],
  ['a date of nothing', effectiveBy({ kind: 'date' }), 'invalid-request', '/plants/0/effectivity/localDate'],
  [
    'use-up of an item',
    effectiveBy({ kind: 'use-up', item: 'PIN-10' }),
    'invalid-request',
    '/plants/0/effectivity/item',
  ],
  [
    'a serial of no item',
    effectiveBy({ kind: 'serial', from: 'BRACKET-100:SN-9' }),
    'invalid-request',
    '/plants/0/effectivity/item',
  ],
  [
    'a serial that is missing',
    effectiveBy({ kind: 'serial', item: 'BRACKET-100' }),
    'invalid-request',
    '/plants/0/effectivity/from',
  ],
  [
    'the next lot of an item',
    effectiveBy({ kind: 'next-lot', item: 'PIN-10' }),
    'invalid-request',
    '/plants/0/effectivity/item',
  ],
];

describe('a change that is not valid is a problem that names the field, and nothing is written', () => {
  it.each(BAD)('%s', async (_name, change, code, pointer) => {
    await nothingWritten(async () => {
      for (const path of ['', '/preflight']) {
        const { status, body } = await post(path, request(change));
        expect({ path, status, code: body.code }).toEqual({ path, status: 422, code });
        expect(body.errors?.map((error) => error.pointer)).toContain(pointer);
      }
    });
  });

  it('a change that the PLM does not have', async () => {
    await nothingWritten(async () => {
      const { status, body } = await post('', request({ change: { system: 'plm', id: 'ECO-0' } }));
      expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([422, 'unknown-change', '/change/id']);
    });
  });

  it('a preflight of it says so among its findings', async () => {
    const unknown = request({ change: { system: 'plm', id: 'ECO-0' } });
    // Where the systems have not all answered in time, who asks is told to ask again.
    const { status, body } = await eventually(async () => {
      const answer = await running.api('auditor').post<Preflight>(`${CHANGES}/preflight`, unknown);
      return answer.status !== 503 && answer;
    });
    expect([status, body.ok]).toEqual([200, false]);
    expect(body.findings).toContainEqual(
      expect.objectContaining({ code: 'unknown-change', severity: 'error', system: 'plm', subject: 'ECO-0' }),
    );
  });

  it('a missing Idempotency-Key', async () => {
    await nothingWritten(async () => {
      const { status, body } = await post('', request(), { 'idempotency-key': '' });
      expect([status, body.code]).toEqual([400, 'idempotency-key-missing']);
    });
  });
});

const decision = {
  object: 'order',
  id: 'PO-7001',
  plant: 'lyon',
  decision: 'finish-on-old',
  quantityAssessed: '10',
};

describe('an unknown change', () => {
  it.each<[string, () => Promise<{ status: number; body: ProblemBody }>]>([
    ['read', () => running.api('auditor').get<ProblemBody>(`${CHANGES}/EC-none`)],
    [
      'waited for',
      () => running.api('auditor').get(`${CHANGES}/EC-none?until=active`, { prefer: 'wait=60' }),
    ],
    ['decided on', () => post('/EC-none/decisions', decision, {}, 'planning')],
    ['withdrawn', () => post('/EC-none/withdrawal', { reason: 'not needed' })],
  ])('%s is 404', async (_name, call) => {
    const { status, body } = await call();
    expect([status, body.code]).toEqual([404, 'not-found']);
  });
});

it.each<[string, string, object, Caller, string]>([
  ['a decision on no kind of object', 'decisions', { ...decision, object: 'lot' }, 'planning', '/object'],
  ['a decision of no kind', 'decisions', { ...decision, decision: 'burn' }, 'planning', '/decision'],
  [
    'a decision on nothing that was seen',
    'decisions',
    { ...decision, quantityAssessed: undefined },
    'planning',
    '/quantityAssessed',
  ],
  [
    'a decision on less than nothing',
    'decisions',
    { ...decision, quantityAssessed: '-1' },
    'planning',
    '/quantityAssessed',
  ],
  [
    'a decision signed for another',
    'decisions',
    { ...decision, decidedBy: 'me' },
    'administrator',
    '/decidedBy',
  ],
  ['a withdrawal without a reason', 'withdrawal', {}, 'engineering', '/reason'],
  ['a withdrawal with an empty reason', 'withdrawal', { reason: '' }, 'administrator', '/reason'],
])('%s is refused', async (_name, path, body, as, pointer) => {
  const answer = await post(`/EC-any/${path}`, body, {}, as);
  expect([answer.status, answer.body.code]).toEqual([422, 'invalid-request']);
  expect(answer.body.errors?.map((error) => error.pointer)).toContain(pointer);
});

describe('an item', () => {
  it.each([
    ['/v1/items/PIN-10/revision', 422, 'invalid-request'],
    ['/v1/items/PIN-10/revision?plant=atlantis', 422, 'unknown-plant'],
    ['/v1/items/PIN-10/revision?plant=lyon&at=yesterday', 422, 'invalid-request'],
    ['/v1/items/WIDGET-9/revision?plant=lyon', 404, 'not-found'],
    ['/v1/items/PIN-10/revision?plant=lyon&order=PO-none', 404, 'not-found'],
    ['/v1/items/WIDGET-9/specification', 404, 'not-found'],
    ['/v1/items/PIN-10/specification?revision=ZZ', 404, 'not-found'],
    ['/v1/items/PIN-10/specification?plant=constructor', 422, 'unknown-plant'],
  ])('%s is %p %s', async (path, status, code) => {
    const answer = await running.api('auditor').get<ProblemBody>(path);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });
});
