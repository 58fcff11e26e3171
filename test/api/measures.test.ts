import { Registry } from 'prom-client';
import { glance } from '../../api/measures/glance';
import { measureLedger } from '../../api/measures/ledger';
import { LedgerUnavailable, type Ledger, type Measures } from '../../ledger';
import { demoTopology } from '../ledger/open-ledger';
import { serve } from './serve';

const NOW = new Date('2026-11-03T06:40:00Z');
type Read = Awaited<ReturnType<Measures['counts']>>;

const nothing: Read = {
  unconverged: [],
  holds: [],
  exceptions: [],
  unsynchronised: [],
  blocked: [],
  commands: [{ count: 0, seconds: null }],
  unsealed: [{ seconds: null }],
};
const lines = async (registry: Registry, name: string) =>
  (await registry.metrics()).split('\n').filter((line) => line.startsWith(name));

describe('what the ledger has open', () => {
  it('is shown with zeros for what could be, and stands as it was while the ledger is gone', async () => {
    let read: () => Promise<Read> = () =>
      Promise.resolve({
        ...nothing,
        unconverged: [{ plant: 'lyon', system: 'erp', count: 4, within: [0, 0, 1, 1], seconds: 4_000 }],
      });
    const registry = new Registry();
    const buckets = () => Promise.resolve([]);
    measureLedger(registry, { counts: () => read(), buckets }, demoTopology, () => NOW);
    const erp = async () => [
      ...(await lines(registry, 'interlock_ledger_reachable')),
      ...(await lines(registry, 'interlock_targets_unconverged{plant="lyon",system="erp"')),
      ...(await lines(registry, 'interlock_targets_unconverged_oldest_seconds{plant="lyon",system="erp"')),
    ];
    const shown = [
      'interlock_targets_unconverged{plant="lyon",system="erp",age="10s"} 0',
      'interlock_targets_unconverged{plant="lyon",system="erp",age="1m"} 0',
      'interlock_targets_unconverged{plant="lyon",system="erp",age="10m"} 1',
      'interlock_targets_unconverged{plant="lyon",system="erp",age="1h"} 0',
      'interlock_targets_unconverged{plant="lyon",system="erp",age="longer"} 3',
      'interlock_targets_unconverged_oldest_seconds{plant="lyon",system="erp"} 4000',
    ];
    expect(await erp()).toEqual(['interlock_ledger_reachable 1', ...shown]);
    read = () => Promise.reject(new LedgerUnavailable('gone'));
    expect(await erp()).toEqual(['interlock_ledger_reachable 0', ...shown]);
    read = () => Promise.resolve(nothing);
    expect((await erp()).slice(-2)).toEqual([
      'interlock_targets_unconverged{plant="lyon",system="erp",age="longer"} 0',
      'interlock_targets_unconverged_oldest_seconds{plant="lyon",system="erp"} 0',
    ]);
  });

  it('shows what took how long as a histogram, of which each bucket has those below', async () => {
    const registry = new Registry();
    const bucket = { measure: 'hold-propagation', plant: 'lyon', label: 'erp' };
    const buckets = () =>
      Promise.resolve([
        { ...bucket, le: 0.5, count: 4, sum: 1.5 },
        { ...bucket, le: Infinity, count: 1, sum: 90_000 },
        { ...bucket, measure: 'change-lead-time', label: 'staged', le: 1, count: 1, sum: 1 },
      ]);
    measureLedger(registry, { counts: () => Promise.resolve(nothing), buckets }, demoTopology, () => NOW);
    const of = 'interlock_hold_propagation_seconds';
    const found = await lines(registry, of);
    const labels = 'plant="lyon",system="erp"';
    expect(found).toHaveLength(17);
    for (const line of [
      `${of}_bucket{${labels},le="0.25"} 0`,
      `${of}_bucket{${labels},le="0.5"} 4`,
      `${of}_bucket{${labels},le="86400"} 4`,
      `${of}_bucket{${labels},le="+Inf"} 5`,
      `${of}_sum{${labels}} 90001.5`,
      `${of}_count{${labels}} 5`,
    ])
      expect(found).toContain(line);
    expect(await lines(registry, 'interlock_change_lead_time_seconds_count')).toEqual([
      'interlock_change_lead_time_seconds_count{plant="lyon",step="staged"} 1',
    ]);
  });
});

describe('a look at the ledger', () => {
  it('is one for all who ask while it lasts, and a ledger that hangs keeps nobody', async () => {
    let looks = 0;
    let answer: (text: string) => void = () => undefined;
    const look = glance(() => {
      looks++;
      return new Promise<string>((resolve) => (answer = resolve));
    }, 1);
    expect(await Promise.all([look(), look()])).toEqual([null, null]);
    expect(await look()).toBeNull();
    expect(looks).toBe(1);
    answer('late');
    await new Promise(setImmediate);
    const next = look();
    answer('here');
    expect([await next, looks]).toEqual(['here', 2]);
  });

  it('throws what is no lost ledger', async () => {
    const look = glance(() => Promise.reject(new Error('a bug')));
    await expect(look()).rejects.toThrow('a bug');
  });
});

describe('label values', () => {
  /** What somebody may make up: names of any kind, known ones with something added, and nothing twice. */
  const odd = (index: number): string =>
    encodeURIComponent(['lot', 'PIN-10:L-', '../', '💥', 'erp', "'; --", 'lyon', ' '][index % 8]! + index);
  const CALLS: readonly ((name: string) => [string, string, string?])[] = [
    (name) => ['GET', `/v1/lots/${name}/releasability?plant=lyon&action=ship&customer=${name}&purpose=sale`],
    (name) => ['GET', `/v1/lots/${name}/releasability?plant=${name}&action=${name}`],
    (name) => ['GET', `/${name}`],
    (name) => ['DELETE', `/v1/quality-holds/${name}`],
    (name) => ['POST', `/v1/inbound/${name}`, `{"specversion":"1.0","type":"${name}"}`],
    (name) => ['POST', `/v1/quality-holds/${name}/dispositions`, `{"lot":"${name}"}`],
    (name) => ['GET', `/v1/exceptions?system=${name}&plant=${name}`],
    (name) => ['GET', `/v1/plants/${name}/baseline`],
  ];

  it('are those of the code and of the topology: a thousand odd requests make no series of their own', async () => {
    const gone = () => Promise.reject(new LedgerUnavailable('gone'));
    const api = await serve({
      releasability: gone,
      auditRefusal: gone,
      idempotent: gone,
      getHold: gone,
      listExceptions: gone,
      baselines: { get: gone },
    });
    const ask = async (index: number) => {
      const [method, path, body] = CALLS[index % CALLS.length]!(odd(index));
      const as = index % 3 === 0 ? 'administrator' : `nobody-${index}`;
      await (
        await api.call(method, path, {
          as,
          ...(body && { body }),
          headers: { 'idempotency-key': `k${index}` },
        })
      ).arrayBuffer();
    };
    const series = async () =>
      (await api.services.metrics.registry.metrics())
        .split('\n')
        .filter((line) => line.startsWith('interlock_'))
        .map((line) => line.slice(0, line.lastIndexOf(' ')));
    const askAll = async (from: number, to: number) => {
      for (let index = from; index < to; index += 40)
        await Promise.all(Array.from({ length: 40 }, (_, nth) => ask(index + nth)));
    };
    await askAll(0, 240);
    const known = new Set(await series());
    await askAll(240, 1_240);
    expect((await series()).filter((line) => !known.has(line)).slice(0, 5)).toEqual([]);
    expect([...known].filter((line) => /nobody|💥|lot\d|L-\d/.test(line)).slice(0, 5)).toEqual([]);
    await api.close();
  });
});

it("a plant's process is believed about its own plant's systems, and no others", async () => {
  const told: unknown[] = [];
  const api = await serve({
    topologies: {
      report: ({ systems }: { systems: unknown }) => Promise.resolve(void told.push(systems)),
      newest: () => Promise.resolve(null),
    } as unknown as Ledger['topologies'],
  });
  const seen = (system: string) => ({
    system,
    answeredAt: NOW.toISOString(),
    failedAt: null,
    failure: null,
  });
  const body = {
    process: 'worker-lyon',
    version: 0,
    failure: null,
    systems: ['mes-lyon', 'mes-monterrey', 'erp', 'nobody'].map(seen),
  };
  const response = await api.call('POST', '/v1/topology/reports', { as: 'plant-at-lyon', body });
  expect([response.status, told]).toEqual([200, [[seen('mes-lyon')]]]);
  const twice = { ...body, systems: [seen('mes-lyon'), seen('mes-lyon')] };
  expect((await api.call('POST', '/v1/topology/reports', { as: 'plant-at-lyon', body: twice })).status).toBe(
    422,
  );
  await api.close();
});
