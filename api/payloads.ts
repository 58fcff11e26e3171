import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import type { Payloads } from '../contracts/payload';
import { Problem } from '../contracts/problem';

const { Payload } = temporal.api.common.v1;

/** What the codec server works with. */
export interface PayloadService {
  readonly codec: PayloadCodec;
  /** Origin of Temporal's Web UI, whose pages alone may ask from a browser. */
  readonly webUi: string;
}

/** @throws Problem `payload-unreadable` where a key is missing, or a payload was altered */
export async function recode(
  { payloads }: Payloads,
  codec: PayloadCodec,
  way: 'encode' | 'decode',
): Promise<Payloads> {
  const given = payloads.map((payload) => Payload.fromObject(payload));
  const made = await codec[way](given).catch((error: unknown) => {
    throw new Problem('payload-unreadable', error instanceof Error ? error.message : String(error));
  });
  return {
    payloads: made.map(
      (payload) =>
        Payload.toObject(Payload.create(payload), { bytes: String }) as Payloads['payloads'][number],
    ),
  };
}

/** By which the audit says which payloads were read, and says nothing of what is in them. */
export const digestOf = (payloads: Payloads): string =>
  createHash('sha256').update(JSON.stringify(payloads.payloads)).digest('hex');

/** Lets pages of one origin, and no others, call what is behind it from a browser (CORS of the Fetch standard). */
export const allowOrigin =
  (origin: string): RequestHandler =>
  (request, response, next) => {
    response.vary('Origin');
    if (request.get('origin') !== origin) return next();
    response.set('Access-Control-Allow-Origin', origin);
    if (request.method !== 'OPTIONS') return next();
    response.set({
      'Access-Control-Allow-Methods': 'POST',
      'Access-Control-Allow-Headers': 'authorization, authorization-extras, content-type, x-namespace',
      'Access-Control-Max-Age': '600',
    });
    response.status(204).end();
  };
