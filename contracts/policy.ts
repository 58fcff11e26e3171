import { z } from 'zod';
import { ROLES } from './role';

/**
 * What kind of caller, by where the credential comes from: `plant`, one that is good at named plants only; `enterprise`, one
 * that is good everywhere; `partner`, a customer or supplier that the topology names; `saas`, a service that others run.
 */
export const ACCESS_PATTERNS = ['plant', 'enterprise', 'partner', 'saas'] as const;
export type AccessPattern = (typeof ACCESS_PATTERNS)[number];

/**
 * Names calls: the id of a call (`placeHold`) or its tag (`holds`), either after its nature (`read:holds`,
 * `command:placeHold`) or of both natures; `*` stands for any text.
 */
export const ActionPattern = z
  .string()
  .regex(
    /^((read|command):)?[A-Za-z*][A-Za-z0-9* -]*$/,
    'the id or the tag of a call, such as "placeHold", "command:holds" or "read:*"',
  );

/** Who may call what, at which plants. What no policy allows is refused. */
export const Policy = z.strictObject({
  /** Names the rule in the audit. */
  id: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/, 'a lower-case name, such as "quality-decides"'),
  roles: z.array(z.enum(ROLES)).min(1),
  actions: z.array(ActionPattern).min(1),
  /** Calls that `actions` names and the policy leaves out. */
  except: z.array(ActionPattern).default([]),
  /** `own`: those of the credential; or those that are named, of the credential's own; `all`, whatever the credential says. */
  plants: z.union([z.literal('own'), z.literal('all'), z.array(z.string().min(1)).min(1)]),
  access: z.array(z.enum(ACCESS_PATTERNS)).min(1),
});
export type Policy = z.infer<typeof Policy>;

/** Each rule once, so that the audit's `rule` says which. */
export const Policies = z.array(Policy).superRefine((policies, context) => {
  for (const [index, { id }] of policies.entries())
    if (policies.findIndex((one) => one.id === id) < index)
      context.addIssue({
        code: 'custom',
        path: [index, 'id'],
        message: `"${id}" is the id of two policies; name each differently`,
      });
});

/** A customer or supplier that asks about its own lots: those that were shipped to it, or that it supplied. */
export const Partner = z
  .strictObject({
    /** As shipments name it. */
    customers: z.array(z.string().min(1)).default([]),
    /** As receipts name it. */
    suppliers: z.array(z.string().min(1)).default([]),
    /** Ids of its callers, with * for any text, such as "its-provider:*"; not given: one, of the partner's own name. */
    callers: z.array(z.string().min(1)).min(1).optional(),
  })
  .refine(({ customers, suppliers }) => customers.length + suppliers.length > 0, {
    path: ['customers'],
    error: 'name at least one of customers and suppliers: else nothing is its own',
  });
export type Partner = z.infer<typeof Partner>;
