import pino from 'pino';
import { AddressGuard } from '../../adapters/webhook/guard';
import { WebhookSender } from '../../adapters/webhook/send';
import type { SubscriptionRequest, SubscriptionWithSecret } from '../../contracts/subscription';
import { publish } from '../../ledger/events';
import { brief } from '../../ledger/transaction';
import { Deliverer } from '../../workers/delivery';
import type { OpenLedger } from '../ledger/open-ledger';
import { keyed, PERSON } from '../ledger/requests';

/** An exception closes by itself: an event of a subject. */
export const tell = (
  { pool }: OpenLedger,
  subject: string,
  type: 'interlock.exception.closed.v1' | 'interlock.exception.opened.v1' = 'interlock.exception.closed.v1',
  plant: string | null = 'lyon',
): Promise<void> =>
  brief(pool, (tx) =>
    publish(tx, {
      type,
      subject,
      transaction: 'TX-1',
      plant,
      at: new Date(),
      data:
        type === 'interlock.exception.closed.v1'
          ? { exception: subject, system: 'erp', resolution: 'healed' }
          : {
              exception: subject,
              system: 'erp',
              subject: { kind: 'lot', id: 'PIN-10:L-1' },
              reason: { code: 'TEST', text: 'as told' },
            },
    } as never),
  );

export const subscribe = (
  { ledger }: OpenLedger,
  url: string,
  request: Partial<SubscriptionRequest> = {},
): Promise<SubscriptionWithSecret> =>
  keyed(ledger, (tx) =>
    ledger.subscriptions.create(
      tx,
      { url, types: ['interlock.*'], plants: [], version: 1, ...request },
      PERSON,
      new Date(),
    ),
  );

/** A deliverer at work. */
export function deliver({ ledger }: OpenLedger): Deliverer {
  const guard = new AddressGuard(() => ledger.subscriptions.settings.allow);
  const deliverer = new Deliverer(ledger.subscriptions, new WebhookSender(guard), pino({ level: 'silent' }));
  deliverer.start();
  return deliverer;
}
