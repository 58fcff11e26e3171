import { Payloads } from '../../contracts/payload';
import { Problem } from '../../contracts/problem';
import { digestOf, recode, type PayloadService } from '../payloads';
import { ok, query, type Exchange, type Route, type Services } from '../route';

const tag = 'operations';

/** Temporal's remote codec protocol: what sagas carry, in the clear, for whom it is there to read. Every use is in the audit. */
export const payloads: readonly Route[] = [
  query({
    id: 'decodePayloads',
    method: 'post',
    path: '/codec/decode',
    summary: 'What sagas carry, decrypted, for Temporal’s Web UI and command line',
    tag,
    body: Payloads,
    answers: { 200: Payloads },
    problems: ['payload-unreadable'],
    async handle({ body }, services, exchange) {
      const decoded = await recode(body, serviceOf(services).codec, 'decode');
      await record('payloads.decoded', body, services, exchange);
      return ok(decoded);
    },
  }),
  query({
    id: 'encodePayloads',
    method: 'post',
    path: '/codec/encode',
    summary: 'What is sent to a saga from Temporal’s Web UI or command line, encrypted',
    tag,
    body: Payloads,
    answers: { 200: Payloads },
    problems: ['payload-unreadable'],
    async handle({ body }, services, exchange) {
      const encoded = await recode(body, serviceOf(services).codec, 'encode');
      await record('payloads.encoded', encoded, services, exchange);
      return ok(encoded);
    },
  }),
];

function serviceOf({ payloads: service }: Services): PayloadService {
  if (!service)
    throw new Problem('not-found', 'This API has no payload keys: INTERLOCK_PAYLOAD_KEYS is not set.');
  return service;
}

/** Temporal's tools ask about empty lists, too: nothing was read then. */
async function record(
  action: 'payloads.decoded' | 'payloads.encoded',
  encrypted: Payloads,
  { ledger, now }: Services,
  { caller }: Exchange,
): Promise<void> {
  const count = encrypted.payloads.length;
  if (count > 0) await ledger.auditPayloads(caller!, action, { count, sha256: digestOf(encrypted) }, now());
}
