import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pino from 'pino';
import { AddressGuard } from '../../adapters/webhook/guard';
import { WebhookSender } from '../../adapters/webhook/send';
import type { HoldRequest } from '../../contracts/hold';
import type { LoggedEvent } from '../../contracts/record';
import type { Ledger, Tx } from '../../ledger';
import { Deliverer } from '../../workers/delivery';
import { spreadOf, type Spread } from '../percentiles';

const BENCH = { id: 'bench', name: 'Bench' };
const HOLD: Omit<HoldRequest, 'scope'> = {
  nonconformance: null,
  plant: 'lyon',
  reason: { code: 'bench', text: 'measured' },
  severity: 'minor',
  releaseCondition: null,
};
/** Live events, and milliseconds between two of them. */
const LIVE = 100;
const EVERY_MS = 200;

export interface DeliveryFigures {
  /** Milliseconds from an event's commit until the subscriber has it, with nothing else to deliver. */
  readonly alone: Spread;
  /** The same, while the whole log is replayed to the same subscriber. */
  readonly besideReplay: Spread;
  /** Deliveries of the replay in a second meanwhile. */
  readonly replayedPerSecond: number;
}

/** A subscriber on this machine who takes everything at once. */
class Subscriber {
  replayed = 0;
  private readonly took = new Map<string, number>();
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Subscriber> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { subject } = JSON.parse(Buffer.concat(chunks).toString()) as LoggedEvent;
        if (request.headers['interlock-replay'] === undefined)
          subscriber.took.set(subject, performance.now());
        else subscriber.replayed++;
        response.writeHead(204).end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const subscriber = new Subscriber(server);
    return subscriber;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async has(subject: string): Promise<number> {
    for (;;) {
      const at = this.took.get(subject);
      if (at !== undefined) return at;
      await pause(1);
    }
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

export async function measureDelivery(ledger: Ledger): Promise<DeliveryFigures> {
  const subscriber = await Subscriber.start();
  const guard = new AddressGuard(() => ledger.subscriptions.settings.allow);
  const deliverer = new Deliverer(ledger.subscriptions, new WebhookSender(guard), pino({ level: 'error' }));
  const request = { url: subscriber.url, types: ['interlock.*'], plants: [], version: 1 };
  const { id } = await keyed(ledger, (tx) => ledger.subscriptions.create(tx, request, BENCH, new Date()));
  deliverer.start();
  try {
    const alone = await live(ledger, subscriber);
    await keyed(ledger, (tx) => ledger.subscriptions.replay(tx, id, 0, BENCH, new Date()));
    while (subscriber.replayed === 0) await pause(10);
    const before = { replayed: subscriber.replayed, at: performance.now() };
    const besideReplay = await live(ledger, subscriber);
    const seconds = (performance.now() - before.at) / 1_000;
    return { alone, besideReplay, replayedPerSecond: (subscriber.replayed - before.replayed) / seconds };
  } finally {
    await deliverer.stop();
    subscriber.close();
  }
}

/** Holds of a lot that nobody knows yet: each is an event, of a subject of its own. */
async function live(ledger: Ledger, subscriber: Subscriber): Promise<Spread> {
  const took: number[] = [];
  for (let index = 0; index < LIVE; index++) {
    const scope = { lots: [{ lot: `PIN-10:BENCH-${randomUUID().slice(0, 8)}` }] };
    const { id } = await keyed(ledger, (tx) => ledger.placeHold(tx, { ...HOLD, scope }, BENCH, new Date()));
    const from = performance.now();
    took.push((await subscriber.has(id)) - from);
    await pause(EVERY_MS);
  }
  return spreadOf(took);
}

const keyed = async <T>(ledger: Ledger, work: (tx: Tx) => Promise<T>): Promise<T> => {
  const request = { caller: 'bench', route: 'bench', key: randomUUID(), bodyHash: '' };
  return (await ledger.idempotent(request, async (tx) => ({ status: 200, body: await work(tx) }))).body;
};
