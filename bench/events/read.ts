import { eventStream } from '../../api/event-stream';
import type { Ledger } from '../../ledger';

const PAGE = 1_000;

/** Seconds that each way of reading the whole log took. */
export interface ReadFigures {
  readonly pages: number;
  readonly stream: number;
  /** One event in a thousand. */
  readonly rare: number;
  /** Milliseconds for one transaction's events. */
  readonly transaction: number;
}

export async function measureReading(ledger: Ledger, events: number): Promise<ReadFigures> {
  // The first use of a connection plans its statements.
  await ledger.listEvents({ limit: PAGE });
  return {
    pages: await seconds(() => byPages(ledger, events, {})),
    stream: await seconds(() => byStream(ledger, events)),
    rare: await seconds(() => byPages(ledger, events / 1_000, { type: 'interlock.quality-hold.*' })),
    transaction:
      1_000 * (await seconds(() => byPages(ledger, 4, { transaction: `TX-${Math.floor(events / 8)}` }))),
  };
}

async function byPages(
  ledger: Ledger,
  expected: number,
  filter: { type?: string; transaction?: string },
): Promise<void> {
  let read = 0;
  for (let after: number | undefined; ;) {
    const page = await ledger.listEvents({ ...filter, after, limit: PAGE });
    read += page.events.length;
    if (page.next === null) break;
    after = Number(page.next);
  }
  if (read !== expected) throw new Error(`${read} events were read, and there are ${expected}.`);
}

/** As the API sends it, up to where it would be written to the connection. */
async function byStream(ledger: Ledger, events: number): Promise<void> {
  const end = new AbortController();
  const settings = { heartbeatSeconds: 3_600, streamSeconds: 3_600 };
  for await (const piece of eventStream(ledger, { filter: {}, after: 0, end: [end.signal], settings }))
    if (piece.includes(`id: ${events}\n`)) end.abort();
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1_000;
}
