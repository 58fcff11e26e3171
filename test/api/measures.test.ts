import { Registry } from 'prom-client';
import { glance } from '../../api/measures/glance';
import { measureLedger } from '../../api/measures/ledger';
import { LedgerUnavailable, type Measures } from '../../ledger';
import { demoTopology } from '../ledger/open-ledger';

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
        unconverged: [{ plant: 'lyon', system: 'erp', le: Infinity, count: 3, seconds: 4_000 }],
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
      'interlock_targets_unconverged{plant="lyon",system="erp",age="10m"} 0',
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
