import { z } from 'zod';

/**
 * A payload of Temporal's as its remote codec protocol writes it: protobuf's JSON, bytes in base64. Members that newer servers
 * add are let be.
 */
const Payload = z
  .object({ metadata: z.record(z.string(), z.base64()).default({}), data: z.base64().default('') })
  .meta({ id: 'Payload' });
/** Protobuf's JSON leaves an empty list out, and Temporal's command line asks about those, too. */
export const Payloads = z
  .strictObject({ payloads: z.array(Payload).max(10_000).default([]) })
  .meta({ id: 'Payloads' });
export type Payloads = z.infer<typeof Payloads>;
