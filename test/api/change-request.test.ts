import type { Adapter } from '../../adapters/port';
import type { ChangePackage, EngineeringChange } from '../../contracts/engineering-change';
import { Problem } from '../../contracts/problem';
import type { Ledger, Tx } from '../../ledger';
import { CHANGE_REQUEST, serve, type LedgerStub, type Served } from './serve';

const PACKAGE = { id: 'ECO-1042' } as ChangePackage;
let inPlm: NonNullable<Adapter['package']>;
let refusal: Problem | null;
let stored: { status: number; body: EngineeringChange } | null;
let given: Parameters<Ledger['engineeringChanges']['request']>[] = [];

const ledger: LedgerStub = {
  idempotent: async (_request, work) =>
    stored ? ({ ...stored, replayed: true } as never) : { ...(await work({} as Tx)), replayed: false },
  engineeringChanges: {
    request(...asked) {
      given.push(asked);
      return refusal
        ? Promise.reject(refusal)
        : Promise.resolve({ id: 'EC-1', transaction: 'TX-1' } as EngineeringChange);
    },
  },
};
/** Where each test has its PLM hang, it has not to wait for long. */
const TIMEOUT_MS = 60;
let api: Served;
beforeAll(async () => {
  const adapter = {
    package: (change: string, context: Parameters<typeof inPlm>[1]) => inPlm(change, context),
  };
  api = await serve(ledger, { systems: new Map([['plm', adapter as Adapter]]) });
  api.services.topology.systems.plm!.timeoutMs = TIMEOUT_MS;
});
afterAll(() => api.close());
beforeEach(() => {
  inPlm = () => Promise.resolve(PACKAGE);
  refusal = null;
  stored = null;
  given = [];
});

const post = (body: object = CHANGE_REQUEST, as = 'engineering') =>
  api.call('POST', '/v1/engineering-changes', { as, body, headers: { 'idempotency-key': 'key-1' } });

it('a change is 201 with its address; the ledger gets the package that the PLM gave', async () => {
  const asked: string[] = [];
  inPlm = (change) => {
    asked.push(change);
    return Promise.resolve(PACKAGE);
  };
  const response = await post();
  expect(response.status).toBe(201);
  expect(response.headers.get('location')).toBe('/v1/engineering-changes/EC-1');
  expect(asked).toEqual(['ECO-1042']);
  const [, request, pack, caller] = given[0]!;
  expect(request).toEqual({ ...CHANGE_REQUEST, policy: 'plant-by-plant', onConflict: 'refuse' });
  expect(pack).toBe(PACKAGE);
  expect(caller).toMatchObject({ id: 'engineering' });
});

it('a change that the PLM does not have is refused, and the ledger is not asked', async () => {
  inPlm = () => Promise.resolve(null);
  const response = await post();
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({
    code: 'unknown-change',
    errors: [{ pointer: '/change/id' }],
  });
  expect(given).toEqual([]);
});

describe('a PLM that gives no answer is no reason to refuse', () => {
  it.each<[string, NonNullable<Adapter['package']>]>([
    ['refuses the connection', () => Promise.reject(new Error('refused'))],
    [
      'hangs longer than its time-out',
      (_change, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason as Error)),
        ),
    ],
  ])('that %s', async (_name, behaviour) => {
    inPlm = behaviour;
    expect((await post()).status).toBe(201);
    expect(given[0]![2]).toBeNull();
  });
});

it.each<[string, NonNullable<Adapter['package']>]>([
  ['is down', () => Promise.reject(new Error('refused'))],
  ['no longer has the change', () => Promise.resolve(null)],
])('a repeated request has its stored answer though the PLM %s', async (_name, behaviour) => {
  inPlm = behaviour;
  stored = { status: 201, body: { id: 'EC-1' } as EngineeringChange };
  const response = await post();
  expect([response.status, response.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
  expect(given).toEqual([]);
});

it('that a system is no PLM is for the ledger to say', async () => {
  refusal = new Problem('unknown-system', 'erp is no PLM.', [
    { pointer: '/change/system', detail: 'no PLM' },
  ]);
  const response = await post({ ...CHANGE_REQUEST, change: { system: 'erp', id: 'ECO-1042' } });
  expect(await response.json()).toMatchObject({ status: 422, code: 'unknown-system' });
  expect(given[0]![2]).toBeNull();
});

it('a change that stands in the way is 409 and named', async () => {
  refusal = new Problem('change-open', 'PIN-10 at lyon: EC-0.', [], { blocking: ['EC-0'] });
  expect(await (await post()).json()).toMatchObject({ status: 409, code: 'change-open', blocking: ['EC-0'] });
});

it('each plant must be one at which the caller may act', async () => {
  const response = await post(CHANGE_REQUEST, 'engineering-lyon');
  expect(await response.json()).toMatchObject({
    status: 403,
    code: 'forbidden',
    detail: expect.stringMatching(/lyon.*monterrey/),
  });
  expect(given).toEqual([]);
  const [lyon] = CHANGE_REQUEST.plants;
  expect((await post({ ...CHANGE_REQUEST, plants: [lyon] }, 'engineering-lyon')).status).toBe(201);
});
