import { z } from 'zod';
import { Person } from '../disposition';
import { Exposed, RESIDUAL_ANSWERS } from '../hold';
import { Amount, At, contract } from './contract';

const Found = Exposed.extend({ residual: z.string(), hold: z.string() });
const Answered = z.object({
  residual: z.string(),
  hold: z.string(),
  action: z.enum(RESIDUAL_ANSWERS),
  reference: z.string(),
  text: z.string(),
  by: Person,
  at: At,
});
const Returned = z.object({ residual: z.string(), hold: z.string(), lot: z.string(), quantity: Amount });
const NoticeRequested = Returned.extend({
  customer: z.string(),
  shipment: z.string(),
  reference: z.string(),
  text: z.string(),
});

export const RESIDUAL_EVENTS = {
  'interlock.residual.found.v1': contract(
    'quality',
    'A hold came too late for material; somebody is to answer. Told again when more is known of it: a larger quantity, its customer.',
    Found,
  ),
  'interlock.residual.answered.v1': contract(
    'quality',
    'Somebody answered for material that a hold came too late for.',
    Answered,
  ),
  'interlock.residual.returned.v1': contract(
    'quality',
    'Material that was recalled or recovered has come back, and is held.',
    Returned,
  ),
  'interlock.customer-notice.requested.v1': contract(
    'quality',
    'A customer is to be told of material that was shipped to it.',
    NoticeRequested,
  ),
} as const;
