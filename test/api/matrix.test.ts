import { randomUUID } from 'node:crypto';
import { actionOf } from '../../api/action';
import { routes } from '../../api/routes';
import type { Route } from '../../api/route';
import { CALLS } from '../../contracts/calls';
import { ROLES, type Role } from '../../contracts/role';
import { EXPECTED, type Expectation } from './matrix-calls';
import { CUSTOMER, matrixTopology, seededLedger, type Seeds } from './matrix-seed';
import { serve, type Served } from './serve';
import { tell } from '../ledger/requests';

/** Every call, by every role, with a credential good everywhere, at the plant, or at another; and with none, and a bad one. */
let api: Served;
let ledger: Awaited<ReturnType<typeof seededLedger>>;
beforeAll(async () => {
  ledger = await seededLedger();
  api = await serve(ledger.open.ledger, { topology: matrixTopology(), now: () => new Date() });
});
afterAll(async () => {
  await api.close();
  await ledger.open.close();
});

/** The address of a call about what lies at a plant, with as much of a query as it wants. */
function address({ path, id }: Route, seeds: Seeds): string {
  const ids: Record<string, string> = {
    lot: seeds.lot,
    plant: seeds.plant,
    item: 'BRACKET-100',
    disposition: seeds.disposition,
    system: 'erp',
  };
  const own: Record<string, string> = {
    'engineering-changes': seeds.change,
    'quality-holds': seeds.hold,
    exceptions: seeds.exception,
    'shipment-authorizations': seeds.authorization,
    'api-keys': seeds.apiKey,
  };
  const resource = path.split('/')[2] ?? '';
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent((name === 'id' ? own[resource] : ids[name]) ?? 'none'),
  );
  const query: Record<string, string> = {
    askGate: `?plant=${seeds.plant}&action=ship`,
    getItemRevision: `?plant=${seeds.plant}`,
    getAvailability: `?plant=${seeds.plant}`,
  };
  return filled + (query[id] ?? '');
}

/** @returns `refused` where authority was wanting, `unknown` where it is not known who asks, `heard` for any other answer */
async function outcome(route: Route, seeds: Seeds, headers: Record<string, string>, as?: string) {
  const body = EXPECTED[route.id]?.body?.(seeds);
  const response = await api.call(route.method.toUpperCase(), address(route, seeds), {
    ...(as !== undefined && { as }),
    ...(body !== undefined && { body }),
    headers: { ...(route.kind === 'command' && { 'idempotency-key': randomUUID() }), ...headers },
  });
  if (response.status === 401) return 'unknown';
  const isProblem = response.headers.get('content-type')?.includes('problem+json');
  const code = isProblem ? ((await response.json()) as { code: string }).code : null;
  if (!isProblem) await response.body?.cancel();
  if (response.status >= 500) return `${response.status} ${code}`;
  return code === 'forbidden' || code === 'not-authorized-to-decide' ? 'refused' : 'heard';
}

const GOOD_AT = ['everywhere', 'the plant', 'another plant'] as const;
function expected({ who, where }: Expectation, role: Role, goodAt: (typeof GOOD_AT)[number]): string {
  if (who === 'signed') return 'unknown';
  if (who === 'public') return 'heard';
  if (!who.includes(role)) return 'refused';
  if (where === 'no plant' || goodAt === 'everywhere') return 'heard';
  return where === 'its plant' && goodAt === 'the plant' ? 'heard' : 'refused';
}

it('every call is expected, and no other', () => {
  expect(Object.keys(EXPECTED).sort()).toEqual(routes.map(({ id }) => id).sort());
});

it('policies may name every call that takes their leave, and no other', () => {
  const guarded = routes.filter(({ access }) => access === undefined).map(actionOf);
  expect(CALLS).toEqual(Object.fromEntries(guarded.map(({ id, nature, tag }) => [id, `${nature}:${tag}`])));
});

it.each(routes.map((route) => [route.id, route] as const))('%s', async (id, route) => {
  const expectation = EXPECTED[id]!;
  const isOpen = expectation.who === 'public';
  expect({
    'no credential': await outcome(route, ledger.lyon, {}),
    'a bad credential': await outcome(route, ledger.lyon, { authorization: 'Bearer key-of-nobody' }),
  }).toEqual({
    'no credential': isOpen ? 'heard' : 'unknown',
    'a bad credential': isOpen ? 'heard' : 'unknown',
  });
  const found: Record<string, string> = {};
  const wanted: Record<string, string> = {};
  for (const role of ROLES)
    for (const goodAt of GOOD_AT) {
      const seeds = goodAt === 'the plant' ? ledger.lyon : ledger.monterrey;
      const as = goodAt === 'everywhere' ? role : `${role}-at-lyon`;
      found[`${role}, ${goodAt}`] = await outcome(route, seeds, {}, as);
      wanted[`${role}, ${goodAt}`] = expected(expectation, role, goodAt);
    }
  expect(found).toEqual(wanted);
});

describe('a partner that the topology names', () => {
  /** "`partner` its own lots" */
  const PARTNERS = ['askGate', 'getLot', 'getGenealogy'];
  it.each(routes.map((route) => [route.id, route] as const))('%s', async (id, route) => {
    const { who } = EXPECTED[id]!;
    const others = who === 'public' ? 'heard' : who === 'signed' ? 'unknown' : 'refused';
    const isHeard = PARTNERS.includes(id) || route.access === 'known';
    expect(await outcome(route, ledger.lyon, {}, 'atlantic')).toBe(isHeard ? 'heard' : others);
  });

  const GATE = 'releasability?plant=lyon&action=ship';
  const own = 'BRACKET-100:M-lyon-free';
  const ask = async (lot: string, what: string) => {
    const path = `/v1/lots/${encodeURIComponent(lot)}${what === '' ? '' : `/${what}`}`;
    const response = await api.call('GET', path, { as: 'atlantic' });
    const text = await response.text();
    // What differs by itself: the question, when it was asked, and by which trace it is found.
    const body = text.replaceAll(lot, 'LOT').replaceAll(encodeURIComponent(lot), 'LOT');
    return { status: response.status, body: body.replaceAll(/"(asOf|trace)":"[^"]*"/g, '"$1":"…"') };
  };
  beforeAll(() =>
    tell(ledger.open.ledger, 'erp', 'erp.shipment.posted.v1', {
      shipment: 'SH-lyon',
      customer: CUSTOMER,
      lines: [{ lot: own, quantity: { value: '1', unit: 'EA' } }],
    }),
  );

  it('sees what was shipped to it', async () => {
    expect(await ask(own, '')).toMatchObject({ status: 200, body: expect.stringContaining('"released"') });
    expect(await ask(own, 'genealogy')).toMatchObject({ status: 200 });
  });
  it.each(['', 'genealogy', GATE])('is told of another’s lot what is told of none: %s', async (what) => {
    const theirs = await ask(ledger.lyon.lot, what);
    expect(theirs).toEqual(await ask('BRACKET-100:NOWHERE', what));
    expect(theirs.status).toBe(what === GATE ? 200 : 404);
  });
});
