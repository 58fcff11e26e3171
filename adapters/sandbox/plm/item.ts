import { z } from 'zod';
import { ACTIVE, type ItemWords, PLACE, STAGED } from '../item-effect';

/** The PLM keeps a revision's content once; of a plant it says how far the change is implemented there. */
const NO_CONTENT = { bom: null, routing: null, plan: null };

const Implementation = z
  .object({ ...PLACE, active: z.object(ACTIVE).nullable(), staged: z.object(STAGED).nullable() })
  .transform((one) => ({ ...one, staged: one.staged && { ...one.staged, content: NO_CONTENT } }));

/** A change in implementation, or implemented, at a plant. */
export const plmItems: ItemWords = {
  paths: {
    staged: '/implementation-starts',
    active: '/implementation-completions',
    undone: '/implementation-cancellations',
    query: '/implementation-queries',
  },
  list: 'implementations',
  reading: Implementation,
  part: () => NO_CONTENT,
  content: () => ({}),
};
