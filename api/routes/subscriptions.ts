import { z } from 'zod';
import { AddressGuard, AddressNotAllowed } from '../../adapters/webhook/guard';
import { Name } from '../../contracts/material';
import { Problem } from '../../contracts/problem';
import {
  Delivery,
  DELIVERY_STATES,
  Replay,
  ReplayRequest,
  RotationRequest,
  Subscription,
  SubscriptionReason,
  SubscriptionRequest,
  SubscriptionWithSecret,
  type SubscriptionState,
} from '../../contracts/subscription';
import { PageQuery, pageOf } from '../listing';
import { command, ok, query, type Route, type Services } from '../route';

const tag = 'subscriptions';
const Params = z.object({ id: Name.meta({ description: 'Id of a subscription, such as SB-…' }) });

async function existing({ ledger, now }: Services, id: string): Promise<Subscription> {
  const subscription = await ledger.subscriptions.get(id, now());
  if (!subscription) throw new Problem('not-found', `There is no subscription ${id}.`);
  return subscription;
}

/** Webhooks are of the whole enterprise, whatever plants they are about. */
const nowhere = () => Promise.resolve([]);

/** A call that moves a subscription to another state. */
const moving = (id: string, step: string, to: SubscriptionState, summary: string): Route =>
  command({
    id,
    method: 'post',
    path: `/v1/subscriptions/{id}/${step}`,
    summary,
    tag,
    params: Params,
    body: SubscriptionReason,
    answers: { 200: Subscription },
    problems: ['not-found', 'subscription-over'],
    plants: nowhere,
    handle: async ({ params, body }, { ledger }, { tx, caller, now }) =>
      ok(await ledger.subscriptions.move(tx, params.id, to, body.reason, caller, now)),
  });

/** Events by webhook: who wants to hear of what, and what became of each. */
export const subscriptions: readonly Route[] = [
  command({
    id: 'subscribe',
    method: 'post',
    path: '/v1/subscriptions',
    summary:
      'Have events sent to an address from now on, signed by Standard Webhooks; the secret is shown once',
    tag,
    body: SubscriptionRequest,
    answers: { 201: SubscriptionWithSecret },
    problems: ['unknown-plant', 'address-not-allowed', 'too-many-subscriptions'],
    plants: nowhere,
    async prepare({ body }, { ledger, topology }) {
      // What happened before has its place before: it is not sent.
      await ledger.events.sequence();
      return refusalOf(body.url, topology.subscriptions.allow);
    },
    async handle({ body }, { ledger }, { tx, caller, now, prepared }) {
      if (prepared !== null)
        throw new Problem('address-not-allowed', `${body.url} is not called: ${prepared}.`, [
          { pointer: '/url', detail: prepared },
        ]);
      const { secret, ...subscription } = await ledger.subscriptions.create(tx, body, caller, now);
      return {
        status: 201,
        body: subscription,
        shownOnce: { secret },
        location: `/v1/subscriptions/${subscription.id}`,
      };
    },
  }),
  query({
    id: 'listSubscriptions',
    method: 'get',
    path: '/v1/subscriptions',
    summary: 'Subscriptions, oldest first',
    tag,
    query: PageQuery,
    answers: { 200: pageOf(Subscription) },
    handle: async ({ query: filter }, { ledger, now }) => ok(await ledger.subscriptions.list(filter, now())),
  }),
  query({
    id: 'getSubscription',
    method: 'get',
    path: '/v1/subscriptions/{id}',
    summary: 'What is sent where, how far it has come, and how many dead letters there are',
    tag,
    params: Params,
    answers: { 200: Subscription },
    problems: ['not-found'],
    handle: async ({ params: { id } }, services) => ok(await existing(services, id)),
  }),
  moving(
    'pauseSubscription',
    'pause',
    'paused',
    'Send nothing until it is resumed; what happens meanwhile waits',
  ),
  moving(
    'resumeSubscription',
    'resumption',
    'active',
    'Go on after a pause, or after the consumer answered 410 Gone',
  ),
  moving('deleteSubscription', 'deletion', 'deleted', 'Send nothing any more, and forget the secrets'),
  command({
    id: 'rotateSecret',
    method: 'post',
    path: '/v1/subscriptions/{id}/secret-rotation',
    summary: 'A new secret, shown once; the present one goes on signing beside it for a while',
    tag,
    params: Params,
    body: RotationRequest,
    answers: { 200: SubscriptionWithSecret },
    problems: ['not-found'],
    plants: nowhere,
    async handle({ params: { id }, body }, { ledger }, { tx, caller, now }) {
      const rotated = await ledger.subscriptions.rotateSecret(tx, id, body.overlapHours, caller, now);
      const { secret, ...subscription } = rotated;
      return { ...ok(subscription), shownOnce: { secret } };
    },
  }),
  query({
    id: 'listDeliveries',
    method: 'get',
    path: '/v1/subscriptions/{id}/deliveries',
    summary: 'What was sent, what waits, and dead letters, with what the consumer answered last',
    tag,
    params: Params,
    query: PageQuery.extend({ state: z.enum(DELIVERY_STATES).optional() }),
    answers: { 200: pageOf(Delivery) },
    problems: ['not-found'],
    async handle({ params: { id }, query: filter }, services) {
      await existing(services, id);
      return ok(await services.ledger.subscriptions.deliveries({ ...filter, subscription: id }));
    },
  }),
  command({
    id: 'retryDelivery',
    method: 'post',
    path: '/v1/subscriptions/{id}/deliveries/{delivery}/retry',
    summary: 'Send a dead letter again',
    tag,
    params: Params.extend({ delivery: Name }),
    answers: { 200: Delivery },
    problems: ['not-found', 'delivery-not-dead'],
    plants: nowhere,
    handle: async ({ params }, { ledger }, { tx, caller, now }) =>
      ok(await ledger.subscriptions.retry(tx, params.id, params.delivery, caller, now)),
  }),
  command({
    id: 'replay',
    method: 'post',
    path: '/v1/subscriptions/{id}/replay',
    summary: 'Send everything after a point once more, beside what happens now',
    tag,
    params: Params,
    body: ReplayRequest,
    answers: { 202: Replay },
    problems: ['not-found', 'replay-running', 'events-purged'],
    plants: nowhere,
    handle: async ({ params: { id }, body }, { ledger }, { tx, caller, now }) => ({
      status: 202,
      body: await ledger.subscriptions.replay(tx, id, body.after, caller, now),
    }),
  }),
];

/** Why an address is not called; null where nothing speaks against it yet: it is checked again at every connection. */
async function refusalOf(url: string, allow: readonly string[]): Promise<string | null> {
  try {
    await new AddressGuard(() => allow).refuseUrl(url);
    return null;
  } catch (error) {
    if (error instanceof AddressNotAllowed) return error.message;
    throw error;
  }
}
