import { Registry } from 'prom-client';
import { measureDeliveries } from '../../api/delivery-metrics';
import { LedgerUnavailable, type DeliveryMeasures } from '../../ledger';

it('measures deliveries by the ledger, one look a scrape, and goes by its last word while the ledger is gone', async () => {
  const registry = new Registry();
  let found: DeliveryMeasures | null = { dead: 1, pending: 2, lagSeconds: 3.5, delivered: 40, repeated: 5 };
  let looks = 0;
  const measures = () => {
    looks++;
    return found ? Promise.resolve(found) : Promise.reject(new LedgerUnavailable('gone'));
  };
  measureDeliveries(registry, { measures }, () => new Date());
  const scrape = async () =>
    (await registry.metrics())
      .split('\n')
      .filter((line) => line.startsWith('interlock'))
      .map((line) => line.replace('interlock_', ''));
  const first = [
    'dead_letters 1',
    'deliveries_pending 2',
    'delivery_lag_seconds 3.5',
    'deliveries_total 40',
    'deliveries_repeated_total 5',
  ];
  expect(await scrape()).toEqual(first);
  expect(looks).toBe(1);
  found = null;
  expect(await scrape()).toEqual(first);
  found = { dead: 0, pending: 0, lagSeconds: 0, delivered: 41, repeated: 5 };
  expect(await scrape()).toEqual([
    'dead_letters 0',
    'deliveries_pending 0',
    'delivery_lag_seconds 0',
    'deliveries_total 41',
    'deliveries_repeated_total 5',
  ]);
});
