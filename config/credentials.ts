import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ROLES } from '../contracts/role';

export { ROLES, type Role } from '../contracts/role';

/** The file that the stack writes on first start, mode 0600. Keys of callers are kept as SHA-256, hex. */
const Credentials = z.object({
  keys: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      role: z.enum(ROLES),
      /** Plants at which the key may act; null: all. */
      plants: z.array(z.string()).nullable(),
      sha256: z.string().length(64),
    }),
  ),
  /** Standard Webhooks secrets (`whsec_…`) by system. */
  webhooks: z.record(z.string(), z.string()),
  /** What Interlock presents to each system: a bearer token, or `login:password` where the product wants one. */
  systems: z.record(z.string(), z.string()),
});
export type Credentials = z.infer<typeof Credentials>;

export const readCredentials = (path: string): Credentials =>
  Credentials.parse(JSON.parse(readFileSync(path, 'utf8')));
