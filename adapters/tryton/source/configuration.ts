import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What the source is told: which instances it reads as whom, and where it tells of them. Holds secrets: mode 0600. */
export const SourceConfiguration = z.strictObject({
  /** Where cursors are kept. */
  folder: z.string(),
  instances: z
    .array(
      z.strictObject({
        /** Name in Interlock's topology. */
        system: z.string(),
        role: z.enum(['erp', 'mes', 'qms']),
        plant: z.string(),
        address: z.url(),
        database: z.string(),
        /** `login:password` of a user who reads alerts, moves and orders, and need not be an administrator. */
        login: z.string(),
        inbound: z.url(),
        secret: z.string(),
      }),
    )
    .min(1),
});
export type SourceConfiguration = z.infer<typeof SourceConfiguration>;

/** @throws Error that names file and field */
export function readSourceConfiguration(path: string): SourceConfiguration {
  const parsed = SourceConfiguration.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new Error(`${path}: ${issue.path.join('.')}: ${issue.message}`);
}
