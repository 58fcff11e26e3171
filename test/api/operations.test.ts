import type { Ledger } from '../../ledger';
import { LedgerUnavailable } from '../../ledger/pool';
import { serve, type Served } from './serve';

let ready: Ledger['isReady'];
const lots: string[] = [];
let api: Served;
beforeAll(async () => {
  api = await serve({
    isReady: () => ready(),
    getLot: (lot) => {
      lots.push(lot);
      return Promise.resolve(null);
    },
  });
});
afterAll(() => api.close());

it('is alive whatever the ledger does', async () => {
  expect((await api.call('GET', '/healthz')).status).toBe(200);
});

it.each<[string, Ledger['isReady'], number, object]>([
  [
    'all is there',
    () => Promise.resolve({ migrated: true, promoted: true }),
    200,
    { ledger: true, migrated: true, workersPromoted: true },
  ],
  [
    'workers are not current yet',
    () => Promise.resolve({ migrated: true, promoted: false }),
    503,
    { ledger: true, migrated: true, workersPromoted: false },
  ],
  [
    'the ledger is gone',
    () => Promise.reject(new LedgerUnavailable('gone')),
    503,
    { ledger: false, migrated: false, workersPromoted: false },
  ],
])('readiness when %s', async (_name, isReady, status, checks) => {
  ready = isReady;
  const response = await api.call('GET', '/readyz');
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ ready: status === 200, checks });
});

it('measures requests by route, not by address', async () => {
  await api.call('GET', '/v1/lots/PIN-10%3AL-1', { as: 'auditor' });
  const metrics = await (await api.call('GET', '/metrics')).text();
  expect(metrics).toContain(
    'interlock_http_request_seconds_count{method="GET",route="/v1/lots/{lot}",status="404"} 1',
  );
  expect(metrics).not.toContain('L-1');
});

it('counts drift by the ledger, and goes by its last word while the ledger is gone', async () => {
  let found: Awaited<ReturnType<Ledger['countDrift']>> | null = [{ plant: 'lyon', system: 'erp', count: 2 }];
  api.services.metrics.countDrift(
    {
      countDrift: () => (found ? Promise.resolve(found) : Promise.reject(new LedgerUnavailable('gone'))),
      systemsToRead: () => ['erp', 'wms'],
    },
    () => api.services.topology,
  );
  const drift = async () => {
    const metrics = await (await api.call('GET', '/metrics')).text();
    return metrics.split('\n').filter((line) => line.startsWith('interlock_drift_total'));
  };
  const counted = (lyon: number) => [
    `interlock_drift_total{plant="lyon",system="erp"} ${lyon}`,
    'interlock_drift_total{plant="lyon",system="wms"} 0',
    'interlock_drift_total{plant="monterrey",system="erp"} 0',
    'interlock_drift_total{plant="monterrey",system="wms"} 0',
  ];
  expect((await drift()).sort()).toEqual(counted(2));
  found = null;
  expect((await drift()).sort()).toEqual(counted(2));
  found = [{ plant: 'lyon', system: 'erp', count: 3 }];
  expect((await drift()).sort()).toEqual(counted(3));
});

it('times the release of orders by the ledger', async () => {
  api.services.metrics.timeReleases({
    releaseLatencies: () =>
      Promise.resolve([
        { plant: 'lyon', seconds: 0.2 },
        { plant: 'lyon', seconds: 40 },
      ]),
  });
  const metrics = await (await api.call('GET', '/metrics')).text();
  expect(metrics).toContain('interlock_order_release_latency_seconds_bucket{le="0.25",plant="lyon"} 1');
  expect(metrics).toContain('interlock_order_release_latency_seconds_count{plant="lyon"} 2');
});

it('takes lots with every character that a lot may have', async () => {
  for (const lot of ['PIN-10:L-0417', 'PIN-10:L/04.17@lyon', 'A/B_1:9@monterrey']) {
    await api.call('GET', `/v1/lots/${encodeURIComponent(lot)}`, { as: 'auditor' });
    expect(lots.at(-1)).toBe(lot);
  }
});

it('the page for people names every call and needs no other host', async () => {
  const response = await api.call('GET', '/docs');
  const html = await response.text();
  expect(response.headers.get('content-type')).toMatch(/^text\/html/);
  expect(html).toContain('/v1/quality-holds/{id}/dispositions');
  // Addresses stand in examples as text; none is fetched or led to.
  expect(html).not.toMatch(/(?:src|href|action|srcset)\s*=\s*["']?\s*(?:https?:)?\/\/|url\(|@import/i);
  expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none'|default-src 'self'/);
});
