import type { LoggedEvent } from '../../contracts/record';
import type { Deliverer } from '../../workers/delivery';
import { startConsumer, status, verify, type Consumer } from '../adapters/webhook/consumer';
import { demoTopology, openLedger, type OpenLedger } from '../ledger/open-ledger';
import { keyed, PERSON } from '../ledger/requests';
import { eventually as within } from '../support/eventually';
import { deliver, subscribe, tell } from './deliveries';

/** Whatever else the machine does. */
const eventually = <T>(probe: () => Promise<T> | T) => within(probe, { within: 45_000 });

let open: OpenLedger;
let consumer: Consumer;
let deliverer: Deliverer;
beforeEach(async () => {
  const demo = demoTopology();
  const subscriptions = {
    ...demo.subscriptions,
    attempts: 3,
    backoffSeconds: 0.05,
    longestBackoffSeconds: 0.1,
  };
  open = await openLedger({ ...demo, subscriptions });
  consumer = await startConsumer();
  deliverer = deliver(open);
});
afterEach(async () => {
  await deliverer.stop();
  await consumer.close();
  await open.close();
});

const got = (from = consumer) => from.received.map(({ event }) => event);
const told = (events: readonly LoggedEvent[]) =>
  events.map(({ subject, subjectsequence }) => `${subject}#${subjectsequence}`);
/** @returns once as many have arrived, and no delivery waits */
const arrived = (count: number, from = consumer) =>
  eventually(async () => {
    const { pending } = await open.ledger.subscriptions.measures(new Date());
    if (from.received.length < count || pending > 0)
      throw new Error(`${from.received.length} arrived, ${pending} wait`);
    return got(from);
  });
const deliveries = async (subscription: string, state?: 'dead' | 'pending' | 'delivered') =>
  (await open.ledger.subscriptions.deliveries({ subscription, state, limit: 200 })).items;
const change = <T>(work: Parameters<typeof keyed<T>>[1]) => keyed(open.ledger, work);

describe('a subscription', () => {
  it('is given what happens from now on, each event as it is in the log', async () => {
    await tell(open, 'EX-before');
    await open.ledger.events.sequence();
    const { secret, id, position } = await subscribe(open, consumer.url);
    expect(position).toBe(1);
    await tell(open, 'EX-1');
    expect(told(await arrived(1))).toEqual(['EX-1#1']);
    const [received] = consumer.received;
    expect(verify(secret, received!)).toMatchObject({ specversion: '1.0', source: 'interlock' });
    expect(received!.headers['webhook-id']).toBe(received!.event.id);
    expect(
      (await deliveries(id)).every(({ state, attempts }) => state === 'delivered' && attempts === 1),
    ).toBe(true);
  });

  it('by types and plants', async () => {
    await open.ledger.events.sequence();
    await subscribe(open, consumer.url, {
      types: ['interlock.exception.opened.v1', 'interlock.quality-hold.*'],
      plants: ['lyon'],
    });
    await tell(open, 'EX-closed');
    await tell(open, 'EX-elsewhere', 'interlock.exception.opened.v1', 'monterrey');
    await tell(open, 'EX-nowhere', 'interlock.exception.opened.v1', null);
    await tell(open, 'EX-opened', 'interlock.exception.opened.v1');
    expect(told(await arrived(1))).toEqual(['EX-opened#1']);
  });

  it('in order of each subject, with the event before, so that who misses one can tell', async () => {
    await subscribe(open, consumer.url, { types: ['interlock.exception.closed.v1'] });
    for (const subject of ['EX-1', 'EX-2', 'EX-1', 'EX-1', 'EX-2']) {
      await tell(open, subject);
      await tell(open, subject, 'interlock.exception.opened.v1');
    }
    const events = await arrived(5);
    for (const subject of ['EX-1', 'EX-2']) {
      const own = events.filter((event) => event.subject === subject);
      expect(own.map(({ previous }) => previous)).toEqual([
        null,
        ...own.slice(0, -1).map(({ sequence }) => sequence),
      ]);
    }
    // One that got lost on the way: the next one of its subject names it, and the log has it.
    const kept = events.filter(
      ({ subject, subjectsequence }) => !(subject === 'EX-1' && subjectsequence === 3),
    );
    const last = new Map<string, number>();
    const gaps = kept.filter(({ subject, sequence, previous }) => {
      const isGap = (last.get(subject) ?? null) !== previous;
      last.set(subject, sequence);
      return isGap;
    });
    expect(told(gaps)).toEqual(['EX-1#5']);
    const { events: missed } = await open.ledger.listEvents({
      subject: 'EX-1',
      type: 'interlock.exception.closed.v1',
      after: gaps[0]!.previous! - 1,
      limit: 1,
    });
    expect(told(missed)).toEqual(['EX-1#3']);
  });
});

describe('a consumer that does not take it', () => {
  it('is asked again; what follows of the subject waits, other subjects go on', async () => {
    let failures = 2;
    consumer.answer = ({ event }, response) =>
      status(event.subject === 'EX-1' && failures-- > 0 ? 500 : 204)({} as never, response);
    const { id } = await subscribe(open, consumer.url);
    for (const subject of ['EX-1', 'EX-1', 'EX-2']) await tell(open, subject);
    const events = await arrived(5);
    expect(told(events.filter(({ subject }) => subject === 'EX-1'))).toEqual([
      'EX-1#1',
      'EX-1#1',
      'EX-1#1',
      'EX-1#2',
    ]);
    expect(
      (await deliveries(id, 'delivered')).map(({ event, attempts }) => `${event.subject} ${attempts}`).sort(),
    ).toEqual(['EX-1 1', 'EX-1 3', 'EX-2 1']);
    expect(await open.ledger.subscriptions.measures(new Date())).toMatchObject({
      delivered: 3,
      repeated: 2,
      dead: 0,
      lagSeconds: 0,
    });
  });

  it('makes a dead letter in the end; what follows of the subject goes on, and a person has it sent again', async () => {
    consumer.answer = ({ event }, response) =>
      status(event.subjectsequence === 1 ? 422 : 204)({} as never, response);
    const { id } = await subscribe(open, consumer.url);
    await tell(open, 'EX-1');
    await tell(open, 'EX-1');
    expect(told(await arrived(4))).toEqual(['EX-1#1', 'EX-1#1', 'EX-1#1', 'EX-1#2']);
    const [dead, ...others] = await deliveries(id, 'dead');
    expect(others).toEqual([]);
    expect(dead).toMatchObject({ attempts: 3, status: 422, event: { subject: 'EX-1' }, dueAt: null });
    const retry = () => change((tx) => open.ledger.subscriptions.retry(tx, id, dead!.id, PERSON, new Date()));
    consumer.answer = status(204);
    expect(await retry()).toMatchObject({ state: 'pending', attempts: 0 });
    expect(told(await arrived(5)).at(-1)).toBe('EX-1#1');
    await expect(retry()).rejects.toMatchObject({ code: 'delivery-not-dead' });
    expect((await open.ledger.listAudit({ limit: 200 })).items).toContainEqual(
      expect.objectContaining({ action: 'subscription.delivery-retried' }),
    );
  });

  it('is left alone for as long as it asks', async () => {
    consumer.answer = status(429, { 'retry-after': '3600' });
    const { id } = await subscribe(open, consumer.url);
    await tell(open, 'EX-1');
    const [waiting] = await eventually(async () => {
      const found = await deliveries(id, 'pending');
      return found[0]?.status === 429 && found;
    });
    expect(Date.parse(waiting!.dueAt!)).toBeGreaterThan(Date.now() + 3_000_000);
  });

  it('and says 410 is asked no more, until it is resumed; then it is given what waited', async () => {
    consumer.answer = status(410);
    const { id } = await subscribe(open, consumer.url);
    await tell(open, 'EX-1');
    await eventually(async () => (await open.ledger.subscriptions.get(id, new Date()))?.state === 'disabled');
    expect((await open.ledger.listEvents({ subject: id, limit: 5 })).events).toMatchObject([
      { type: 'interlock.subscription.disabled.v1' },
    ]);
    await tell(open, 'EX-1');
    consumer.answer = status(204);
    expect(
      await change((tx) => open.ledger.subscriptions.move(tx, id, 'active', 'mended', PERSON, new Date())),
    ).toMatchObject({ state: 'active', reason: null });
    expect(told(await arrived(4)).filter((one) => one.startsWith('EX-1'))).toEqual([
      'EX-1#1',
      'EX-1#1',
      'EX-1#2',
    ]);
  });

  it('and is slow delays no other', async () => {
    const slow = await startConsumer();
    slow.answer = () => undefined;
    const { id } = await subscribe(open, slow.url);
    await subscribe(open, consumer.url);
    for (let index = 0; index < 20; index++) await tell(open, `EX-${index}`);
    await eventually(() => consumer.received.length === 20);
    expect(await deliveries(id, 'delivered')).toEqual([]);
    await change((tx) => open.ledger.subscriptions.move(tx, id, 'deleted', 'done', PERSON, new Date()));
    await slow.close();
  });
});

describe('a replay', () => {
  it('gives everything after a point once more, beside what happens now and without holding it up', async () => {
    for (let index = 0; index < 10; index++) await tell(open, `EX-${index % 2}`);
    await open.ledger.events.sequence();
    const { id, secret } = await subscribe(open, consumer.url);
    // The consumer takes live events at once, and what is replayed only later.
    const held: (() => void)[] = [];
    consumer.answer = ({ headers }, response) => {
      if (headers['interlock-replay'] === undefined) status(204)({} as never, response);
      else held.push(() => status(204)({} as never, response));
    };
    const replay = await change((tx) => open.ledger.subscriptions.replay(tx, id, 4, PERSON, new Date()));
    expect(replay).toMatchObject({ subscription: id, after: 4, until: 10 });
    await eventually(() => held.length > 0);
    const again = change((tx) => open.ledger.subscriptions.replay(tx, id, 0, PERSON, new Date()));
    await tell(open, 'EX-1');
    await eventually(() => consumer.received.some(({ event }) => event.sequence === 11));
    consumer.answer = status(204);
    for (const answer of held) answer();
    const all = await arrived(7);
    const replayed = consumer.received.filter(({ headers }) => headers['interlock-replay'] === replay.id);
    expect(replayed.map(({ event }) => event.sequence).sort((a, b) => a - b)).toEqual([5, 6, 7, 8, 9, 10]);
    for (const subject of ['EX-0', 'EX-1']) {
      const own = replayed
        .filter(({ event }) => event.subject === subject)
        .map(({ event }) => event.sequence);
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
    expect(() => verify(secret, replayed[0]!)).not.toThrow();
    expect(all.filter(({ sequence }) => sequence === 11)).toHaveLength(1);
    await again.catch((error: unknown) => expect(error).toMatchObject({ code: 'replay-running' }));
  });

  it('of nothing is over at once', async () => {
    const { id } = await subscribe(open, consumer.url);
    const replay = () => change((tx) => open.ledger.subscriptions.replay(tx, id, 0, PERSON, new Date()));
    await replay();
    await eventually(replay);
  });
});

describe('a change of a subscription', () => {
  const move = (id: string, to: 'active' | 'paused' | 'deleted') =>
    change((tx) => open.ledger.subscriptions.move(tx, id, to, 'as asked', PERSON, new Date()));

  it('paused, nothing is sent; resumed, what happened meanwhile is', async () => {
    const { id } = await subscribe(open, consumer.url);
    expect(await move(id, 'paused')).toMatchObject({ state: 'paused', reason: 'as asked' });
    await tell(open, 'EX-1');
    const other = await startConsumer();
    await subscribe(open, other.url);
    await tell(open, 'EX-2');
    await eventually(() => other.received.length > 0);
    expect(consumer.received).toEqual([]);
    await expect(move(id, 'paused')).rejects.toMatchObject({ code: 'subscription-over' });
    await move(id, 'active');
    expect(told(await arrived(2)).sort()).toEqual(['EX-1#1', 'EX-2#1']);
    await other.close();
  });

  it('deleted, it is gone with its secrets and what waited', async () => {
    consumer.answer = status(503, { 'retry-after': '3600' });
    const { id } = await subscribe(open, consumer.url);
    await tell(open, 'EX-1');
    await eventually(() => consumer.received.length === 1);
    await move(id, 'deleted');
    expect(await open.ledger.subscriptions.get(id, new Date())).toBeNull();
    await expect(move(id, 'active')).rejects.toMatchObject({ code: 'not-found' });
    expect((await open.pool.query('select from subscription_secret')).rows).toEqual([]);
    expect(await deliveries(id, 'pending')).toEqual([]);
  });

  it('a new secret signs, and the former beside it until its time is over', async () => {
    const { id, secret: former } = await subscribe(open, consumer.url);
    const rotate = (hours: number) =>
      change((tx) => open.ledger.subscriptions.rotateSecret(tx, id, hours, PERSON, new Date()));
    const { secret, secrets } = await rotate(1);
    expect(secrets).toMatchObject([
      { number: 2, expiresAt: null },
      { number: 1, expiresAt: expect.any(String) },
    ]);
    await tell(open, 'EX-1');
    await arrived(1);
    for (const each of [secret, former]) expect(() => verify(each, consumer.received[0]!)).not.toThrow();
    const { secret: newest } = await rotate(0);
    await tell(open, 'EX-2');
    await arrived(2);
    expect(() => verify(newest, consumer.received[1]!)).not.toThrow();
    for (const each of [secret, former]) expect(() => verify(each, consumer.received[1]!)).toThrow();
  });

  it('asks for a version, in general or by a type', async () => {
    const { version } = await subscribe(open, consumer.url, { types: ['interlock.quality-hold.placed.v2'] });
    expect(version).toBe(2);
  });

  it('there are as many as the topology allows', async () => {
    const { most } = open.ledger.subscriptions.settings;
    for (let index = 0; index < most; index++)
      await subscribe(open, consumer.url, { types: ['interlock.audit.*'] });
    await expect(subscribe(open, consumer.url)).rejects.toMatchObject({ code: 'too-many-subscriptions' });
  });
});
