import type { RequestHandler } from 'express';
import { Problem } from '../contracts/problem';

/**
 * Fields of which Node takes the first and others the last: what a proxy has checked would not be what we go by. (Two lengths,
 * or a length beside chunks, Node refuses by itself.)
 */
const SINGLE = new Set([
  'host',
  'authorization',
  'content-type',
  'idempotency-key',
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
]);

/** Refuses a request that has such a field twice. */
export const refuseDoubleFields: RequestHandler = ({ rawHeaders }, _response, next) => {
  let seen = '';
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!.toLowerCase();
    if (!SINGLE.has(name)) continue;
    if (seen.includes(`|${name}|`))
      throw new Problem('malformed-request', `The field ${name} is there twice; send it once.`);
    seen += `|${name}|`;
  }
  next();
};
