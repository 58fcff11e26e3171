import { z } from 'zod';
import { Name } from './material';
import { Quantity } from './quantity';

export const DIRECTIONS = ['forward', 'backward'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** Most lots and most gaps in one answer; the nearest to the lot are given, and the answer says that it is not complete. */
export const MAX_NODES = 5_000;
export const MAX_GAPS = 1_000;

/** `forward`: what was made of the lot; `backward`: what it was made of. */
export const GenealogyQuestion = z.object({ direction: z.enum(DIRECTIONS).default('forward') });

/** What is missing in what systems told, or contradicts. */
export const GAPS = [
  // neither received nor made, by any system's word
  'origin-unknown',
  // loaded at the start of its plant: what came before is not known
  'before-baseline',
  // no ERP told of the order
  'order-unknown',
  // taken into an order, and nothing told what came of it
  'product-unknown',
  // made by an order, and nothing told of what
  'parents-unknown',
  // more went out of it than ever was in it
  'exceeds-lot',
  // made by more than one order
  'made-twice',
  // told under two event ids
  'told-twice',
  // taken back, and never told
  'reversed-not-told',
  // taken before it was made
  'consumed-before-made',
  // arrived, and its dispatch was never told
  'not-dispatched',
  // told in a unit that its item does not have
  'unit-mismatch',
  // held because of what was taken back: it stays held until it is decided
  'held-after-reversal',
  // made, over some steps, from itself
  'loop',
] as const;
export type GapCode = (typeof GAPS)[number];

export const Gap = z
  .object({
    code: z.enum(GAPS),
    lot: z.string(),
    /** Who told what is contradictory or incomplete; null where nobody told. */
    system: z.string().nullable(),
    /** Order, shipment or transfer. */
    reference: z.string().nullable(),
    at: z.string().nullable(),
    text: z.string(),
  })
  .meta({ id: 'Gap' });
export type Gap = z.infer<typeof Gap>;

export const GenealogyNode = z.object({
  lot: z.string(),
  /** Where most of it lies, or where it was made; null where nobody told. */
  plant: Name.nullable(),
  quantity: Quantity,
  /** An open hold covers it. */
  held: z.boolean(),
  /** Steps from the lot asked for, the shortest way. */
  depth: z.int(),
});

export const GenealogyEdge = z.object({
  /** Made from … */
  from: z.string(),
  /** … was this. */
  to: z.string(),
  /** Of `from`: what went in, for all that was made of it at once. */
  quantity: Quantity,
  system: z.string(),
  recordedAt: z.string(),
  /** Two events told the two ends, and they were joined by order and operation. */
  joined: z.boolean(),
});

export const Genealogy = z
  .object({
    lot: z.string(),
    direction: z.enum(DIRECTIONS),
    nodes: z.array(GenealogyNode),
    edges: z.array(GenealogyEdge),
    gaps: z.array(Gap),
    /** False where there is more than one answer holds. */
    complete: z.boolean(),
  })
  .meta({ id: 'Genealogy' });
export type Genealogy = z.infer<typeof Genealogy>;
