import { Registry } from 'prom-client';
import { measureObjectives } from '../../api/measures/objectives';
import { LedgerUnavailable } from '../../ledger';
import type { Tally } from '../../ledger/objective/objectives';

it('measures objectives by the ledger, as they are at the scrape, and by its last word while it is gone', async () => {
  const registry = new Registry();
  const promised = { objective: 'release' as const, tier: 'flight', share: 0.99, seconds: 60 };
  let there = true;
  let judged = 0;
  let found: Tally[] = [{ objective: 'release', tier: 'flight', plant: 'lyon', good: 7, bad: 1 }];
  const objectives = {
    promised: () => [promised],
    judge: () => {
      judged++;
      return there ? Promise.resolve() : Promise.reject(new LedgerUnavailable('gone'));
    },
    tallies: () => Promise.resolve(found),
  };
  measureObjectives(registry, objectives, () => new Date());
  const scrape = async () =>
    (await registry.metrics())
      .split('\n')
      .filter((line) => line.startsWith('interlock'))
      .map((line) => line.replace('interlock_objective_', ''));
  const constant = [
    'ratio{objective="release",tier="flight"} 0.99',
    'threshold_seconds{objective="release",tier="flight"} 60',
  ];
  const counted = (good: number, bad: number) => [
    ...constant,
    `events_total{objective="release",tier="flight",plant="lyon",result="good"} ${good}`,
    `events_total{objective="release",tier="flight",plant="lyon",result="bad"} ${bad}`,
  ];
  expect(await scrape()).toEqual(counted(7, 1));
  expect(judged).toBe(1);
  there = false;
  found = [{ ...found[0]!, good: 9, bad: 2 }];
  expect(await scrape()).toEqual(counted(7, 1));
  there = true;
  expect(await scrape()).toEqual(counted(9, 2));
});
