import { randomInt } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { startConsumer, status, type Consumer, type Received } from '../adapters/webhook/consumer';
import { demoTopology, openLedger, type OpenLedger } from '../ledger/open-ledger';
import { keyed, PERSON } from '../ledger/requests';
import { Random } from '../promises/h4/random';
import { eventually } from '../support/eventually';
import { deliver, subscribe, tell } from './deliveries';

const SEED = Number(process.env['INTERLOCK_SEED'] ?? randomInt(1_000_000));
const SUBJECTS = 5;
const EVENTS = 60;

let open: OpenLedger;
let consumer: Consumer;
beforeEach(async () => {
  const demo = demoTopology();
  const patience = { attempts: 50, backoffSeconds: 0.05, longestBackoffSeconds: 0.1, timeoutMs: 500 };
  open = await openLedger({ ...demo, subscriptions: { ...demo.subscriptions, ...patience } });
  consumer = await startConsumer();
});
afterEach(async () => {
  await consumer.close();
  await open.close();
});

const isDone = async (count: number) => {
  const { delivered, pending } = await open.ledger.subscriptions.measures(new Date());
  if (delivered < count || pending > 0)
    throw new Error(`${delivered} delivered, ${pending} wait (seed ${SEED})`);
  return true;
};

/** What was taken, in the order in which it was first taken; the log's numbers of each subject. */
function firstTaken(taken: readonly Received[]): Map<string, number[]> {
  const seen = new Map<string, number[]>();
  for (const { event } of taken) {
    const own = seen.get(event.subject) ?? [];
    if (!own.includes(event.subjectsequence)) own.push(event.subjectsequence);
    seen.set(event.subject, own);
  }
  return seen;
}

it(`whatever fails and whoever delivers, each event arrives, in order of its subject (seed ${SEED})`, async () => {
  const random = new Random(SEED);
  const taken: Received[] = [];
  const failing: ((received: Received, response: ServerResponse) => void)[] = [
    status(500),
    status(429, { 'retry-after': '0' }),
    (_received, response) => response.destroy(),
    () => undefined,
    // It takes it, and its answer is lost.
    (received, response) => {
      taken.push(received);
      response.destroy();
    },
  ];
  consumer.answer = (received, response) => {
    if (random.chance(0.3)) return random.pick(failing)!(received, response);
    taken.push(received);
    status(204)(received, response);
  };
  await subscribe(open, consumer.url);
  const deliverers = [deliver(open), deliver(open)];
  for (let index = 0; index < EVENTS; index++) {
    await tell(open, `EX-${random.between(1, SUBJECTS)}`);
    // One is told to stop in the middle of its work, and another begins.
    if (index % 20 === 10) {
      void deliverers.shift()?.stop();
      deliverers.push(deliver(open));
    }
  }
  await eventually(() => isDone(EVENTS));
  await Promise.all(deliverers.map((deliverer) => deliverer.stop()));
  const seen = firstTaken(taken);
  expect([...seen.values()].reduce((sum, own) => sum + own.length, 0)).toBe(EVENTS);
  for (const own of seen.values()) expect(own).toEqual(own.map((_number, index) => index + 1));
});

it('what a deliverer that died had claimed is claimed again when its lease is over, and not before', async () => {
  await subscribe(open, consumer.url);
  await tell(open, 'EX-1');
  await tell(open, 'EX-1');
  const now = Date.now();
  const claim = (afterMs: number) => open.ledger.subscriptions.claim(4, 1_000, new Date(now + afterMs));
  const [dead] = await claim(0);
  expect(dead).toMatchObject({ attempts: 1, event: { subjectsequence: 1 } });
  expect(await claim(999)).toEqual([]);
  const [again] = await claim(1_000);
  expect(again).toMatchObject({ id: dead!.id, attempts: 2 });
  // The dead one was only slow, and wakes: what it says of an attempt that another has overtaken changes nothing.
  const answer = { status: 204, error: null, retryAfterMs: null };
  await open.ledger.subscriptions.settle(dead!, answer, { kind: 'delivered' }, new Date(now));
  expect(await open.ledger.subscriptions.measures(new Date(now))).toMatchObject({ delivered: 0 });
  await open.ledger.subscriptions.settle(again!, answer, { kind: 'delivered' }, new Date(now));
  expect(await open.ledger.subscriptions.measures(new Date(now))).toMatchObject({
    delivered: 1,
    repeated: 1,
  });
  expect(await claim(1_000)).toMatchObject([{ event: { subjectsequence: 2 } }]);
});

it('however much there is to be replayed, few deliveries wait at once', async () => {
  await open.pool.query(
    `insert into event (id, type, subject, transaction, plant, at, data, sequence, subject_sequence, transaction_sequence)
     select 'EV-' || n, 'interlock.exception.closed.v1', 'EX-' || n, 'TX-' || n, 'lyon', now(), '{"exception":"EX-1","system":"erp","resolution":"healed"}', n, 1, 1 from generate_series(1, 50000) n`,
  );
  const { id } = await subscribe(open, consumer.url, { types: ['interlock.exception.closed.v1'] });
  await keyed(open.ledger, (tx) => open.ledger.subscriptions.replay(tx, id, 0, PERSON, new Date()));
  const waiting = async () => (await open.ledger.subscriptions.measures(new Date())).pending;
  const claimed = await open.ledger.subscriptions.claim(4, 60_000, new Date());
  expect(claimed.map(({ event }) => event.sequence)).toEqual([1, 2, 3, 4]);
  expect(await waiting()).toBe(500);
  for (const one of claimed)
    await open.ledger.subscriptions.settle(
      one,
      { status: 204, error: null, retryAfterMs: null },
      { kind: 'delivered' },
      new Date(),
    );
  expect(
    (await open.ledger.subscriptions.claim(4, 60_000, new Date())).map(({ event }) => event.sequence),
  ).toEqual([5, 6, 7, 8]);
  expect(await waiting()).toBe(496);
});
