import type { z } from 'zod';
import { API_KEY_EVENTS } from './api-key';
import type { EventContract } from './contract';
import { DISPOSITION_EVENTS } from './disposition';
import { ENGINEERING_CHANGE_EVENTS } from './engineering-change';
import { GOVERNANCE_EVENTS } from './governance';
import { INSPECTION_EVENTS } from './inspection';
import { PRODUCTION_ORDER_EVENTS } from './production-order';
import { QUALITY_HOLD_EVENTS, QUALITY_HOLD_UPCASTS } from './quality-hold';
import { RESIDUAL_EVENTS } from './residual';
import { SHIPMENT_AUTHORIZATION_EVENTS } from './shipment-authorization';
import { SIGNATURE_EVENTS } from './signature';
import { SUPPORT_EVENTS } from './support';

export { EVENT_CLASSES, type EventClass, type EventContract } from './contract';

/** Every type of event that Interlock publishes, `interlock.<object>.<past-tense>.v<n>`: what is not here cannot be published. */
export const EVENTS = {
  ...QUALITY_HOLD_EVENTS,
  ...DISPOSITION_EVENTS,
  ...RESIDUAL_EVENTS,
  ...ENGINEERING_CHANGE_EVENTS,
  ...PRODUCTION_ORDER_EVENTS,
  ...INSPECTION_EVENTS,
  ...SHIPMENT_AUTHORIZATION_EVENTS,
  ...SIGNATURE_EVENTS,
  ...SUPPORT_EVENTS,
  ...GOVERNANCE_EVENTS,
  ...API_KEY_EVENTS,
} as const satisfies Record<`interlock.${string}.${string}.v${number}`, EventContract>;

/** Types that events are read as by who asks for a higher version, and that nobody publishes. */
export const UPCAST_EVENTS = {
  ...QUALITY_HOLD_UPCASTS,
} as const satisfies Record<`interlock.${string}.${string}.v${number}`, EventContract>;

export type EventType = keyof typeof EVENTS;
/** What an event of a type says, as it is published. */
export type EventData<T extends EventType> = DeepReadonly<z.input<(typeof EVENTS)[T]['data']>>;

type DeepReadonly<T> = T extends readonly (infer Element)[]
  ? readonly DeepReadonly<Element>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

export const isEventType = (type: string): type is EventType => Object.hasOwn(EVENTS, type);
