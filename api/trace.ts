import { randomBytes } from 'node:crypto';

/** W3C Trace Context, version 00; all-zero ids are invalid by its rule. */
const VALID = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's `traceparent`, or a new one where it is missing or invalid. */
export function traceparentOf(given: string | undefined): string {
  if (given !== undefined && VALID.test(given)) return given;
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}

export const traceId = (traceparent: string): string => traceparent.split('-')[1]!;
