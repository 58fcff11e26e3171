import { z } from 'zod';
import { catalogApis } from '../../api/catalog/apis';
import { callLevels } from '../../api/catalog/call-level';
import { Consumers } from '../../api/catalog/consumers';
import { catalogEvents } from '../../api/catalog/events';
import { catalogSystems } from '../../api/catalog/systems';
import { Metrics } from '../../api/metrics';
import { ok, query } from '../../api/route';
import { routes } from '../../api/routes';
import { Catalog } from '../../contracts/catalog';
import { EVENTS } from '../../contracts/events';
import { contract } from '../../contracts/events/contract';
import { INBOUND } from '../../contracts/inbound';
import type { Subscriptions } from '../../ledger';
import { demoTopology } from '../ledger/open-ledger';
import { serve, type Served } from './serve';

const LEVEL = { system: 'erp', asked: 4, observed: 3, p50Seconds: 0.1, p95Seconds: 0.4, exceptions: 1 };
const USE = { caller: 'planning', calls: 7, lastAt: '2026-11-03T06:00:00.000Z' };
const SUBSCRIPTION = { id: 'SU-1', types: ['interlock.quality-hold.*'] };

let api: Served;
beforeAll(async () => {
  const list = () => Promise.resolve({ items: [SUBSCRIPTION], next: null });
  api = await serve({
    systemServiceLevels: () => Promise.resolve([LEVEL]),
    deprecatedUsers: () => Promise.resolve([{ route: 'GET /v1/items/{item}/availability', ...USE }]),
    subscriptions: { list } as unknown as Subscriptions,
  });
});
afterAll(() => api.close());
const catalog = async () =>
  Catalog.parse(await (await api.call('GET', '/v1/catalog', { as: 'auditor' })).json());

describe('the catalogue', () => {
  it('has every call, event, schema and system that there is', async () => {
    const found = await catalog();
    expect(found.apis.map(({ id }) => id)).toEqual(routes.map(({ id }) => id));
    expect(found.events.map(({ type }) => type)).toEqual([...Object.keys(EVENTS), ...Object.keys(INBOUND)]);
    expect(found.systems.map(({ name }) => name)).toEqual(Object.keys(api.services.topology.systems));
    const schemas = await (await api.call('GET', '/v1/schemas', { as: 'auditor' })).json();
    expect(found.schemas).toEqual((schemas as { items: unknown }).items);
  });

  it('says what depends on whom, who uses what, and how well each does', async () => {
    await catalog();
    const found = await catalog();
    const place = found.apis.find(({ id }) => id === 'placeHold');
    expect(place).toMatchObject({
      access: ['administrator', 'quality'],
      version: 'v1',
      criticality: 'critical',
    });
    expect(place?.dependsOn).toEqual(['erp', 'plm', 'qms', 'wms', 'mes-lyon', 'mes-monterrey']);
    expect(place?.deprecation).toBeNull();
    expect(found.apis.find(({ id }) => id === 'getAvailability')?.deprecation).toMatchObject({
      successor: '/v2/items/{item}/availability',
      callers: [USE],
    });
    const own = found.apis.find(({ id }) => id === 'getCatalog');
    expect(own?.consumers).toMatchObject([{ caller: 'auditor' }]);
    expect(own?.serviceLevel).toMatchObject({ availability: 1 });
    expect(own?.serviceLevel.calls).toBeGreaterThanOrEqual(1);
    const erp = found.systems.find(({ name }) => name === 'erp');
    expect(erp).toMatchObject({
      criticality: 'critical',
      plant: null,
      serviceLevel: { asked: 4, availability: 0.75 },
    });
    expect(found.systems.find(({ name }) => name === 'plm')).toMatchObject({ criticality: 'supporting' });
    const placed = found.events.find(({ type }) => type === 'interlock.quality-hold.placed.v1');
    expect(placed?.consumers).toEqual(['SU-1']);
    expect(found.events.find(({ type }) => type === 'qms.nonconformance.raised.v1')?.producers).toEqual([
      'qms',
    ]);
    expect(found.consumers).toContainEqual(
      expect.objectContaining({
        kind: 'caller',
        id: 'auditor',
        uses: expect.arrayContaining(['getCatalog']),
      }),
    );
  });

  it('has a call, an event and a system that are added, by that alone', () => {
    const topology = demoTopology();
    topology.tiers.gold = { escalateAfterMinutes: [5] };
    topology.catalog.apis.crates = { owner: 'packing', tier: 'gold' };
    topology.systems['erp-2'] = { ...topology.systems.erp!, owner: 'finance', tier: 'gold' };
    const systems = catalogSystems(topology, []);
    expect(systems.at(-1)).toMatchObject({
      name: 'erp-2',
      owner: 'finance',
      tier: 'gold',
      serviceLevel: { availability: null },
    });

    const added = query({
      id: 'countCrates',
      method: 'get',
      path: '/v2/crates',
      summary: 'How many crates there are',
      tag: 'crates',
      answers: { 200: z.object({}) },
      handle: () => Promise.resolve(ok({})),
    });
    const apis = catalogApis([...routes, added], topology, {
      systems,
      levels: new Map(),
      seen: [],
      deprecatedUsers: [],
    });
    expect(apis.at(-1)).toMatchObject({
      id: 'countCrates',
      version: 'v2',
      owner: 'packing',
      tier: 'gold',
      dependsOn: [],
    });
    expect(apis.find(({ id }) => id === 'placeHold')?.dependsOn).toContain('erp-2');

    const more = {
      ...EVENTS,
      'interlock.crate.lost.v2': contract('support', 'A crate was lost.', z.object({})),
    };
    expect(catalogEvents(topology, [], more)).toContainEqual(
      expect.objectContaining({ type: 'interlock.crate.lost.v2', version: 2, summary: 'A crate was lost.' }),
    );
  });

  it('measures calls by what was answered', async () => {
    const { requests, ...metrics } = new Metrics();
    for (const status of [200, 200, 200, 503])
      requests.observe({ method: 'GET', route: '/v1/x', status }, 0.004);
    const levels = await callLevels({ ...metrics, requests } as Metrics);
    expect(levels.get('GET /v1/x')).toEqual({ calls: 4, availability: 0.75, p95Seconds: 0.005 });
  });

  it('keeps no more of its callers than it has room for', () => {
    const consumers = new Consumers();
    for (let index = 0; index < 10_050; index++) consumers.saw(`caller-${index}`, 'GET /v1/x', new Date(0));
    consumers.saw('caller-1', 'GET /v1/x', new Date(1));
    expect(consumers.all()).toHaveLength(10_000);
    expect(consumers.all()[1]).toEqual({
      caller: 'caller-1',
      route: 'GET /v1/x',
      calls: 2,
      lastAt: new Date(1),
    });
  });
});
