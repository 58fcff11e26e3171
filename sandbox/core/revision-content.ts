import { z } from 'zod';
import { Decimal } from './quantity';

/** Parts of a revision as systems hand them on; each system keeps those that are its business. */

export const BomLine = z.object({
  item: z.string().min(1),
  revision: z.string().min(1),
  quantity: Decimal,
  unit: z.string().min(1),
});
export type BomLine = z.infer<typeof BomLine>;

/** An operation without its work instruction. */
export const RoutingStep = z.object({
  operation: z.string().min(1),
  text: z.string(),
  workCentres: z.array(z.string()),
});

export const Operation = RoutingStep.extend({
  /** `hash`: SHA-256 of the document that was approved, hexadecimal. */
  instruction: z.object({ document: z.string().min(1), hash: z.string() }).nullable(),
});
export type Operation = z.infer<typeof Operation>;
