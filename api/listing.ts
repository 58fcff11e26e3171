import { z } from 'zod';
import { Name } from '../contracts/material';

/** Query of every list: an opaque cursor from the answer before, and how many items are wanted. */
export const PageQuery = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: z.array(item), next: z.string().nullable() });

export const HoldId = Name.meta({ description: 'Id of a hold, such as QH-…' });
