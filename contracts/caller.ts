import { z } from 'zod';
import { ACCESS_PATTERNS } from './policy';
import { CREDENTIAL_KINDS, ROLES } from './role';

/** Who a credential is taken for, and what its holder may do: so that nobody is offered what would be refused. */
export const CallerView = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(['person', 'system']),
    role: z.enum(ROLES),
    access: z.enum(ACCESS_PATTERNS),
    credential: z.enum(CREDENTIAL_KINDS),
    /** Calls (operationIds) that the caller may make, each with the plants at which; null: not bound to plants. */
    may: z.record(z.string(), z.array(z.string()).nullable()),
  })
  .meta({ id: 'Caller' });
export type CallerView = z.infer<typeof CallerView>;
