import { randomUUID } from 'node:crypto';
import type { LoggedEvent } from '../../contracts/record';
import type { Subscription, SubscriptionWithSecret } from '../../contracts/subscription';
import { startConsumer, status, verify, type Consumer } from '../adapters/webhook/consumer';
import { eventually } from '../support/eventually';
import { stack as sharedStack, type TestStack } from '../support/stack';
import { dispose, freshLot, place, reached, taken } from './material';

const LIFE = ['placed', 'effective', 'closed'].map((what) => `interlock.quality-hold.${what}.v1`);
const TYPES = ['interlock.quality-hold.*'];

describe('events of a hold', () => {
  let stack: TestStack;
  let consumer: Consumer;
  let subscription: SubscriptionWithSecret;
  beforeAll(async () => {
    stack = await sharedStack();
    consumer = await startConsumer();
    const request = { url: consumer.url, types: TYPES, plants: ['lyon'] };
    const answer = await stack
      .api('administrator')
      .post<SubscriptionWithSecret>('/v1/subscriptions', request);
    subscription = taken(201, answer);
  });
  afterAll(async () => {
    const path = `/v1/subscriptions/${subscription.id}/deletion`;
    taken(200, await stack.api('administrator').post(path, { reason: 'the test is over' }));
    await consumer.close();
  });

  const heard = (hold: string) => consumer.received.filter(({ event }) => event.subject === hold);
  const types = (events: readonly LoggedEvent[]) => events.map(({ type }) => type);

  it('reach a subscriber signed and in order, though the process that delivers is killed', async () => {
    const lot = await freshLot(stack);
    // The first one is taken, and its answer never given: the deliverer dies with it in its hands.
    consumer.answer = () => undefined;
    const hold = await place(stack, [lot]);
    await eventually(() => heard(hold.id).length > 0);
    consumer.answer = status(204);
    await stack.kill('worker-enterprise');
    await reached(stack, hold.id, 'effective');
    const key = randomUUID();
    await eventually(async () => (await dispose(stack, hold.id, lot, {}, 'quality', key)).status === 201);
    await reached(stack, hold.id, 'closed');
    await eventually(() => types(heard(hold.id).map(({ event }) => event)).includes(LIFE[2]!));

    const received = heard(hold.id);
    for (const each of received)
      expect(verify(subscription.secret, each)).toMatchObject({ subject: hold.id, plant: 'lyon' });
    const once = [...new Map(received.map(({ event }) => [event.id, event])).values()];
    const asked = `/v1/events?subject=${hold.id}&type=interlock.quality-hold.*`;
    const log = taken(200, await stack.api('auditor').get<{ events: LoggedEvent[] }>(asked)).events;
    expect(once.map(({ id }) => id)).toEqual(log.map(({ id }) => id));
    expect(types(log)).toEqual(expect.arrayContaining(LIFE));
    expect(once.slice(1).map(({ previous }) => previous)).toEqual(
      once.slice(0, -1).map(({ sequence }) => sequence),
    );
    // The last answer is on record moments after it was given.
    await eventually(async () => {
      const { pending, dead } = taken(
        200,
        await stack.api('auditor').get<Subscription>(`/v1/subscriptions/${subscription.id}`),
      );
      expect([pending, dead]).toEqual([0, 0]);
      return true;
    });
  });

  it('are streamed, and go on where they were when the API was killed', async () => {
    const lot = await freshLot(stack);
    const before = taken(
      200,
      await stack.api('auditor').get<{ events: LoggedEvent[] }>('/v1/events?limit=1'),
    ).events;
    const read = async (after: number, until: (events: LoggedEvent[]) => boolean): Promise<LoggedEvent[]> => {
      const { api, keys } = stack.description();
      const response = await fetch(`${api}/v1/events/stream?type=interlock.quality-hold.*`, {
        headers: { authorization: `Bearer ${keys['auditor']}`, 'last-event-id': String(after) },
      });
      let text = '';
      const found: LoggedEvent[] = [];
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const blocks = text.split('\n\n');
        text = blocks.pop()!;
        for (const [, data] of blocks.map((block) => /^data: (.*)$/m.exec(block) ?? []))
          if (data !== undefined) found.push(JSON.parse(data) as LoggedEvent);
        if (until(found)) break;
      }
      return found;
    };
    const hold = await place(stack, [lot]);
    const of = (events: readonly LoggedEvent[]) => events.filter(({ subject }) => subject === hold.id);
    const first = await read(before[0]!.sequence, (events) => of(events).length > 0);
    await stack.kill('api');
    await reached(stack, hold.id, 'effective');
    // A stream that ends too early, or is refused, is asked for again.
    const isContained = (events: LoggedEvent[]) => types(of(events)).includes(LIFE[1]!);
    const more = await eventually(async () => {
      const found = await read(first.at(-1)!.sequence, isContained);
      return isContained(found) && found;
    });
    const all = of([...first, ...more]);
    expect(all.map(({ subjectsequence }) => subjectsequence)).toEqual([
      ...new Set(all.map(({ subjectsequence }) => subjectsequence)),
    ]);
    expect(types(all)).toEqual(expect.arrayContaining(LIFE.slice(0, 2)));
  });
});
