import { z } from 'zod';
import { LotId } from '../material';
import { Amount, At, contract } from './contract';

const Told = z.object({
  authorization: z.string(),
  shipment: z.string(),
  plant: z.string(),
  customer: z.string(),
  lines: z.array(z.object({ lot: LotId, quantity: Amount })),
});
const Authorized = Told.extend({ validUntil: At });
const Ended = Told.extend({ because: z.string().nullable() });

const shipment = <D extends z.ZodObject>(summary: string, data: D) => contract('logistics', summary, data);

export const SHIPMENT_AUTHORIZATION_EVENTS = {
  'interlock.shipment-authorization.authorized.v1': shipment(
    'A shipment may leave with these lots.',
    Authorized,
  ),
  'interlock.shipment-authorization.shipped.v1': shipment('What was authorized has left.', Ended),
  'interlock.shipment-authorization.cancelled.v1': shipment('An authorization was given back.', Ended),
  'interlock.shipment-authorization.expired.v1': shipment('An authorization was not used in time.', Ended),
  'interlock.shipment-authorization.revoked.v1': shipment(
    'A hold has revoked an authorization, or what it promised is not free any more: do not ship.',
    Ended,
  ),
} as const;
