import { measureByLedger } from '../../api/measures/all';
import { Metrics } from '../../api/metrics';
import { createPool, Ledger } from '../../ledger';
import { BenchDatabase } from '../database';
import { spreadOf, type Spread } from '../percentiles';
import { demoTopology } from '../topology';
import { fill, type Size } from './fill';

const FULL: Size = { targets: 100_000, open: 50_000 };
const QUICK: Size = { targets: 10_000, open: 5_000 };
const TIMES = 20;

/** `npm run bench -- scrape`: what a scrape of the API costs over a large ledger, and each look at it, as Markdown. */
export async function measureScrape(say: (text: string) => void, quick: boolean): Promise<void> {
  const size = quick ? QUICK : FULL;
  const topology = demoTopology();
  say('starting PostgreSQL');
  const database = await BenchDatabase.start();
  try {
    const url = await database.ledger('scrape');
    say(`writing ${size.targets} targets`);
    await fill(url, size);
    const pool = createPool(url, 8, 'bench');
    const ledger = new Ledger(pool, topology, { temporalUi: '', namespace: '' });
    const metrics = new Metrics();
    const now = () => new Date();
    measureByLedger(metrics, ledger, () => topology, now);
    try {
      say('adding up what is not counted yet');
      const addUp = await timesOf(() => ledger.measures.addUp());
      say('looking');
      const looks: Readonly<Record<string, Spread>> = {
        'a whole scrape': await timesOf(() => metrics.registry.metrics()),
        'what is open': await timesOf(() => ledger.measures.counts(now())),
        'histograms of holds and changes': await timesOf(() => ledger.measures.buckets()),
        'histogram of orders': await timesOf(() => ledger.orders.releaseLatencies()),
        drift: await timesOf(() => ledger.countDrift()),
        '`GET /v1/systems`': await timesOf(() => ledger.systemHealths(now())),
        'adding up 5,000 that are not counted yet, in the background': addUp,
      };
      console.log(tableOf(size, looks));
    } finally {
      ledger.changes.close();
      await pool.end();
    }
  } finally {
    await database.stop();
  }
}

async function timesOf(work: () => Promise<unknown>): Promise<Spread> {
  const times: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return spreadOf(times);
}

const tableOf = ({ targets, open }: Size, looks: Readonly<Record<string, Spread>>): string =>
  [
    `| ${targets.toLocaleString('en')} targets, ${open.toLocaleString('en')} open | p50, ms | most, ms |`,
    '| --- | --- | --- |',
    ...Object.entries(looks).map(
      ([what, { p50, max }]) => `| ${what} | ${p50.toFixed(1)} | ${max.toFixed(1)} |`,
    ),
  ].join('\n');
