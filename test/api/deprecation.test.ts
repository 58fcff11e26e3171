import { Registry } from 'prom-client';
import { DeprecatedUses } from '../../api/deprecated-uses';
import { routes } from '../../api/routes';
import { LedgerUnavailable } from '../../ledger';
import { conformance } from './conformance';
import { serve, type Served } from './serve';

const PARTS = { free: '10', held: '20', assigned: '0.5', restricted: '0' };
let api: Served;
let check: ReturnType<typeof conformance>;
beforeAll(async () => {
  api = await serve({
    availability: () => Promise.resolve(PARTS),
    availabilities: (_item, plants) => Promise.resolve(plants.map(() => PARTS)),
  });
  check = conformance(
    (await (await api.call('GET', '/openapi.json')).json()) as Parameters<typeof conformance>[0],
  );
});
afterAll(() => api.close());

it('v1 says in every answer since when it is deprecated, when it goes, and what takes its place', async () => {
  for (const path of [
    '/v1/items/PIN-10/availability?plant=lyon',
    '/v1/items/PIN-10/availability?plant=nowhere',
  ]) {
    const { headers } = await api.call('GET', path, { as: 'planning' });
    // RFC 9745: a date of structured fields; RFC 8594: an HTTP-date.
    expect(headers.get('deprecation')).toBe('@1795305600');
    expect(headers.get('sunset')).toBe('Fri, 31 Dec 2027 23:59:59 GMT');
    expect(headers.get('link')).toBe('</v2/items/PIN-10/availability>; rel="successor-version"');
  }
});

it('v2 beside it answers for every plant and in all, at one instant, and is not deprecated', async () => {
  const response = await api.call('GET', '/v2/items/PIN-10/availability', { as: 'planning' });
  const body: unknown = await response.json();
  check('GET', '/v2/items/PIN-10/availability', response.status, 'application/json', body);
  expect(response.headers.has('deprecation')).toBe(false);
  expect(body).toMatchObject({
    total: { free: { value: '20', unit: 'EA' }, assigned: { value: '1', unit: 'EA' } },
    plants: [
      { plant: 'lyon', held: { value: '20', unit: 'EA' } },
      { plant: 'monterrey', held: { value: '20', unit: 'EA' } },
    ],
    asOf: '2026-11-03T06:40:00.000Z',
  });
});

it('v2 takes what v1 takes: the address that v1 names, with the same query', async () => {
  const v1 = await api.call('GET', '/v1/items/PIN-10/availability?plant=lyon', { as: 'planning' });
  const next = /<([^>]+)>/.exec(v1.headers.get('link')!)![1]!;
  const v2 = await api.call('GET', `${next}?plant=lyon`, { as: 'planning' });
  const { free } = (await v1.json()) as { free: object };
  expect(await v2.json()).toMatchObject({ total: { free }, plants: [{ plant: 'lyon', free }] });
});

it('every deprecated call has a successor in the route table, and a sunset after its deprecation', () => {
  const deprecated = routes.filter(({ deprecation }) => deprecation);
  expect(deprecated.map(({ id }) => id)).toEqual(['getAvailability']);
  for (const { method, deprecation } of deprecated) {
    const { since, sunset, successor } = deprecation!;
    expect(routes).toContainEqual(expect.objectContaining({ method, path: successor }));
    expect(Date.parse(sunset)).toBeGreaterThan(Date.parse(since));
  }
});

describe('usage', () => {
  it('is counted by caller', async () => {
    await api.call('GET', '/v1/items/PIN-10/availability?plant=lyon', { as: 'auditor' });
    expect(await (await api.call('GET', '/metrics')).text()).toContain(
      'interlock_deprecated_calls_total{route="GET /v1/items/{item}/availability",caller="auditor"} 1',
    );
  });

  it('has bounded labels, and is added to the ledger once, whenever that can be reached', async () => {
    const registry = new Registry();
    const uses = new DeprecatedUses(registry);
    for (let caller = 0; caller < 1_000; caller++) uses.count('GET /v1/x', `caller-${caller}`);
    uses.count('GET /v1/x', 'caller-0');
    expect((await registry.metrics()).match(/^interlock_deprecated_calls_total\{/gm)).toHaveLength(201);

    const kept: Record<string, number> = {};
    let isThere = false;
    const ledger = {
      addDeprecatedUses: (added: readonly { caller: string; calls: number }[]) => {
        if (!isThere) return Promise.reject(new LedgerUnavailable('gone'));
        for (const { caller, calls } of added) kept[caller] = (kept[caller] ?? 0) + calls;
        return Promise.resolve();
      },
    };
    await expect(uses.keep(ledger, new Date())).rejects.toThrow(LedgerUnavailable);
    isThere = true;
    await uses.keep(ledger, new Date());
    await uses.keep(ledger, new Date());
    expect([kept['caller-0'], kept.others]).toEqual([2, 800]);
  });
});
