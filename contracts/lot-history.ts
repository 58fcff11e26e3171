import { z } from 'zod';
import { DECISIONS, DISPOSITION_STATES, Person } from './disposition';
import { RESIDUAL_KINDS } from './hold';
import { Quantity } from './quantity';

/** A lot in a list of lots. */
export const LotSummary = z
  .object({
    lot: z.string(),
    item: z.string(),
    quantity: Quantity,
    known: z.boolean(),
    /** An open hold covers it. */
    held: z.boolean(),
    /** Where it lies. */
    plants: z.array(z.string()),
    /** When a system last told of where it lies, or of how much there is. */
    updatedAt: z.string(),
  })
  .meta({ id: 'LotSummary' });
export type LotSummary = z.infer<typeof LotSummary>;

/** What systems tell of material; `made` is what came out of what another lot was consumed in. */
export const MATERIAL_FACTS = [
  'received',
  'counted',
  'consumed',
  'made',
  'split',
  'merged',
  'scrapped',
  'picked',
  'loaded',
  'shipped',
  'dispatched',
  'arrived',
] as const;

const Common = z.object({
  /** The same whenever it is told again. */
  id: z.string(),
  at: z.string(),
  quantity: Quantity.nullable(),
});
const OfHold = Common.extend({ hold: z.string(), transaction: z.string() });

/** Something that happened to a lot: what systems told of it, and what was decided. */
export const LotHistoryEntry = z
  .discriminatedUnion('kind', [
    Common.extend({
      kind: z.literal('material'),
      fact: z.enum(MATERIAL_FACTS),
      /** It was taken back. */
      reversed: z.boolean(),
      system: z.string(),
      plant: z.string().nullable(),
      /** Order, shipment or transfer. */
      reference: z.string().nullable(),
      customer: z.string().nullable(),
    }),
    OfHold.extend({
      kind: z.literal('hold'),
      /** `joined`: the hold had been placed on other material before. */
      did: z.enum(['placed', 'joined', 'closed']),
      who: Person,
      why: z.string().nullable(),
    }),
    OfHold.extend({
      kind: z.literal('disposition'),
      disposition: z.string(),
      decision: z.enum(DECISIONS),
      did: z.enum(DISPOSITION_STATES).extract(['decided', 'verified', 'reversed']),
      who: Person,
      why: z.string().nullable(),
    }),
    OfHold.extend({
      kind: z.literal('residual'),
      residual: z.enum(RESIDUAL_KINDS),
      system: z.string(),
      reference: z.string(),
    }),
    OfHold.extend({
      kind: z.literal('physical-control'),
      location: z.string(),
      tag: z.string(),
      who: Person,
    }),
    Common.extend({
      kind: z.literal('inspection'),
      did: z.enum(['asked', 'passed', 'failed']),
      inspection: z.string(),
      transaction: z.string(),
      system: z.string(),
      number: z.string().nullable(),
    }),
  ])
  .meta({ id: 'LotHistoryEntry' });
export type LotHistoryEntry = z.infer<typeof LotHistoryEntry>;
