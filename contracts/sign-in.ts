import { z } from 'zod';

/** How people sign in: what the console needs to know before it knows who is there. */
export const SignInWays = z
  .object({
    /** OpenID providers at which the console is a client; none: by key alone. */
    providers: z.array(
      z.object({
        name: z.string(),
        issuer: z.string(),
        clientId: z.string(),
        scopes: z.array(z.string()),
        /** Sent along with each request for tokens, such as `resource` (RFC 8707). */
        parameters: z.record(z.string(), z.string()),
      }),
    ),
    /** Address of the Temporal Web UI; null: it is not told. */
    temporalUi: z.string().nullable(),
  })
  .meta({ id: 'SignInWays' });
export type SignInWays = z.infer<typeof SignInWays>;
