import { createPool, Ledger } from '../../ledger';
import { BenchDatabase } from '../database';
import type { Spread } from '../percentiles';
import { demoTopology } from '../topology';
import { measureDelivery, type DeliveryFigures } from './deliver';
import { fillLog } from './log';
import { measureReading, type ReadFigures } from './read';

const FULL = 1_000_000;
const QUICK = 50_000;

/** `npm run bench -- events`: a log of a million events read, streamed and replayed, on the ledger alone, as Markdown. */
export async function measureEvents(say: (text: string) => void, quick: boolean): Promise<void> {
  const events = quick ? QUICK : FULL;
  const topology = demoTopology();
  say('starting PostgreSQL');
  const database = await BenchDatabase.start();
  try {
    const url = await database.ledger('events');
    say(`writing ${events} events`);
    await fillLog(url, events);
    const pool = createPool(url, 8, 'bench');
    const ledger = new Ledger(pool, topology, { temporalUi: '', namespace: '' });
    try {
      say('reading');
      const reading = await measureReading(ledger, events);
      say('delivering');
      const delivery = await measureDelivery(ledger);
      console.log(tableOf(events, reading, delivery));
    } finally {
      ledger.changes.close();
      await pool.end();
    }
  } finally {
    await database.stop();
  }
}

function tableOf(events: number, reading: ReadFigures, delivery: DeliveryFigures): string {
  const rate = (seconds: number) =>
    `${seconds.toFixed(1)} s, ${Math.round(events / seconds).toLocaleString('en')}/s`;
  return [
    `| of ${events.toLocaleString('en')} events | seen |`,
    '| --- | --- |',
    `| all, by pages of 1,000 | ${rate(reading.pages)} |`,
    `| all, as server-sent events | ${rate(reading.stream)} |`,
    `| one in a thousand, by type | ${reading.rare.toFixed(2)} s |`,
    `| those of one transaction | ${reading.transaction.toFixed(0)} ms |`,
    `| event committed → subscriber has it | ${shown(delivery.alone)} |`,
    `| the same while all is replayed to the same subscriber | ${shown(delivery.besideReplay)} |`,
    `| replayed meanwhile | ${delivery.replayedPerSecond.toFixed(0)}/s |`,
  ].join('\n');
}

const shown = ({ p50, p99, max }: Spread): string =>
  `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, most ${max.toFixed(0)} ms`;
