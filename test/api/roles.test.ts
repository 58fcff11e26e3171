import { routes } from '../../api/routes';
import type { EngineeringChange } from '../../contracts/engineering-change';
import type { ExceptionItem } from '../../contracts/exception';
import type { Refusal } from '../../ledger';
import { ROLES } from '../../config/credentials';
import { HOLD_REQUEST, serve, type Served } from './serve';

/** CONTRACT §3, "Who may", said again: everybody but partners and plants reads; these may do more, and nobody else. */
const MORE: Record<string, readonly string[]> = {
  placeHold: ['administrator', 'quality'],
  addLots: ['administrator', 'quality'],
  endScope: ['administrator', 'quality'],
  recordPhysicalControl: ['administrator', 'quality'],
  answerResidual: ['administrator', 'quality'],
  decideDisposition: ['quality'],
  reverseDisposition: ['quality'],
  requestChange: ['administrator', 'engineering'],
  withdrawChange: ['administrator', 'engineering'],
  decideAffected: ['administrator', 'planning'],
  dispatchOrder: ['administrator', 'planning'],
  openInspection: ['administrator', 'quality'],
  postInspectionResult: ['administrator', 'quality'],
  resolveException: ['administrator', 'support'],
  startBaseline: ['administrator'],
  drillRecall: ['administrator', 'quality'],
  authorizeShipment: ['administrator', 'quality', 'planning'],
  cancelShipmentAuthorization: ['administrator', 'quality', 'planning'],
  signRecord: ['administrator', 'quality', 'engineering'],
  setSigningSecret: ['administrator', 'quality', 'engineering'],
  enrolSigner: ['administrator'],
  revokeSigner: ['administrator'],
  createApiKey: ['administrator'],
  rotateApiKey: ['administrator'],
  revokeApiKey: ['administrator'],
  subscribe: ['administrator'],
  pauseSubscription: ['administrator'],
  resumeSubscription: ['administrator'],
  deleteSubscription: ['administrator'],
  rotateSecret: ['administrator'],
  retryDelivery: ['administrator'],
  replay: ['administrator'],
  placeLegalHold: ['administrator'],
  releaseLegalHold: ['administrator'],
  applyTopology: ['administrator'],
  reportTopology: ['administrator', 'plant'],
  askGate: ROLES,
  decodePayloads: ['administrator', 'support', 'auditor'],
  encodePayloads: ['administrator'],
  getDenyList: ['administrator', 'plant'],
};
const may = (id: string) => MORE[id] ?? ROLES.filter((role) => role !== 'partner' && role !== 'plant');

const refusals: Refusal[] = [];
let api: Served;
beforeAll(async () => {
  api = await serve({
    holdProgress: (id) =>
      Promise.resolve(
        id === 'QH-none'
          ? null
          : { plant: 'monterrey', transaction: 'TX-1', state: 'open', containment: 'partial' },
      ),
    engineeringChanges: {
      progress: (id) => Promise.resolve(id === 'EC-none' ? null : { transaction: 'TX-2', state: 'staging' }),
      get: (id) =>
        Promise.resolve({
          id,
          transaction: 'TX-2',
          plants: [{ plant: 'lyon' }, { plant: 'monterrey' }],
        } as EngineeringChange),
    },
    getException: (id) => Promise.resolve({ id, transaction: 'TX-3', plant: 'lyon' } as ExceptionItem),
    auditRefusal: (refusal) => Promise.resolve(void refusals.push(refusal)),
  });
});
afterAll(() => api.close());
beforeEach(() => refusals.splice(0));

const guarded = routes.filter((route) => route.access === undefined);
const address = (path: string) => path.replace('{lot}', 'PIN-10%3AL-0417').replaceAll(/\{\w+\}/g, 'x');

it('no call is open but those that carry nothing of anyone', () => {
  expect(
    routes
      .filter((route) => route.access === 'public')
      .map((route) => route.path)
      .sort(),
  ).toEqual([
    '/asyncapi.json',
    '/docs',
    '/healthz',
    '/metrics',
    '/openapi.json',
    '/readyz',
    '/v1/gate/keys',
    '/v1/schemas',
    '/v1/schemas/{name}',
    '/v1/sign-in',
  ]);
  expect(routes.filter((route) => route.access === 'known').map((route) => route.path)).toEqual([
    '/v1/caller',
  ]);
  expect(routes.filter((route) => route.access === 'signed').map((route) => route.path)).toEqual([
    '/v1/inbound/{system}',
  ]);
});

describe.each(guarded.map((route) => [route.id, route] as const))('%s', (_id, route) => {
  it('wants a credential', async () => {
    expect((await api.call(route.method.toUpperCase(), address(route.path))).status).toBe(401);
  });
  it.each(ROLES)('as %s', async (role) => {
    const response = await api.call(route.method.toUpperCase(), address(route.path), { as: role });
    if (may(route.id).includes(role)) expect(response.status).not.toBe(403);
    else expect(response.status).toBe(403);
  });
});

describe('a decision without authority (H7, A5)', () => {
  const decision = {
    lot: 'PIN-10:L-0417',
    quantity: { value: '1', unit: 'EA' },
    decision: 'scrap',
    reason: 'undersize',
    reference: 'MRB-77',
  };
  const decide = (as: string) =>
    api.call('POST', '/v1/quality-holds/QH-1/dispositions', {
      as,
      body: decision,
      headers: { 'idempotency-key': 'k' },
    });

  it.each(['administrator', 'planning', 'quality-lyon'])('by %s is refused and recorded', async (as) => {
    const response = await decide(as);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'not-authorized-to-decide', transaction: 'TX-1' });
    expect(refusals).toEqual([
      expect.objectContaining({
        who: { id: as, name: as },
        action: 'decideDisposition',
        subject: 'QH-1',
        transaction: 'TX-1',
      }),
    ]);
  });
});

describe('a key for one plant', () => {
  it('may not place a hold for another', async () => {
    const response = await api.call('POST', '/v1/quality-holds', {
      as: 'quality-lyon',
      body: { ...HOLD_REQUEST, plant: 'monterrey' },
      headers: { 'idempotency-key': 'k' },
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({
      code: 'forbidden',
      detail: expect.stringMatching(/lyon.*monterrey/),
    });
    expect(refusals).toEqual([]);
  });
  it('may not act on a hold of another', async () => {
    const body = { lots: [{ lot: 'PIN-10:L-1' }] };
    expect(
      (
        await api.call('POST', '/v1/quality-holds/QH-1/lots', {
          as: 'quality-lyon',
          body,
          headers: { 'idempotency-key': 'k' },
        })
      ).status,
    ).toBe(403);
    expect(
      (
        await api.call('POST', '/v1/quality-holds/QH-none/lots', {
          as: 'quality-lyon',
          body,
          headers: { 'idempotency-key': 'k' },
        })
      ).status,
    ).toBe(404);
  });
});

describe('a change decided without authority (A5)', () => {
  const act = (as: string, path: string, body: object) =>
    api.call('POST', `/v1/engineering-changes/EC-1/${path}`, {
      as,
      body,
      headers: { 'idempotency-key': 'k' },
    });

  it.each([
    ['planning', 'withdrawal', 'withdrawChange'],
    ['engineering', 'decisions', 'decideAffected'],
    ['quality', 'decisions', 'decideAffected'],
  ])('by %s: its %s is refused and recorded', async (as, path, action) => {
    const response = await act(as, path, {});
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'not-authorized-to-decide', transaction: 'TX-2' });
    expect(refusals).toEqual([
      expect.objectContaining({ who: { id: as, name: as }, action, subject: 'EC-1', transaction: 'TX-2' }),
    ]);
  });

  it('by a key for one plant: a withdrawal at others too is refused and recorded', async () => {
    const response = await act('engineering-lyon', 'withdrawal', { reason: 'r' });
    expect(await response.json()).toMatchObject({
      status: 403,
      code: 'not-authorized-to-decide',
      detail: expect.stringMatching(/lyon.*monterrey/),
    });
    expect(refusals).toHaveLength(1);
  });
});

describe('a parked step resolved without authority (A4, A5)', () => {
  const resolve = (as: string) =>
    api.call('POST', '/v1/exceptions/EX-1/resolution', {
      as,
      body: { action: 'retry', reason: 'the line is back' },
      headers: { 'idempotency-key': 'k' },
    });

  it.each(['quality', 'engineering', 'planning', 'auditor', 'partner'])(
    'by %s is refused and recorded',
    async (as) => {
      const response = await resolve(as);
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ code: 'not-authorized-to-decide', transaction: 'TX-3' });
      expect(refusals).toEqual([
        expect.objectContaining({
          who: { id: as, name: as },
          action: 'resolveException',
          subject: 'EX-1',
          transaction: 'TX-3',
        }),
      ]);
    },
  );

  it('by a key for another plant is refused and recorded', async () => {
    const response = await resolve('support-monterrey');
    expect(await response.json()).toMatchObject({
      status: 403,
      code: 'not-authorized-to-decide',
      detail: expect.stringMatching(/monterrey.*lyon/),
    });
    expect(refusals).toHaveLength(1);
  });
});
