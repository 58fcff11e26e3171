import type { IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { Problem } from '../contracts/problem';
import type { Topology } from '../contracts/topology';

export type SignatureCheck = (system: string, headers: IncomingHttpHeaders, body: Buffer) => void;

const HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

/**
 * Checks that a body was signed with the system's own secret, by Standard Webhooks, at most five minutes ago.
 * @param secrets `whsec_…` by system; nothing is taken from a system without one
 * @returns a check that throws Problem `not-found` for an unknown system and `bad-signature`
 */
export function signatureCheck(
  topology: Topology,
  secrets: Readonly<Record<string, string>>,
): SignatureCheck {
  const webhooks = new Map(Object.entries(secrets).map(([system, secret]) => [system, new Webhook(secret)]));
  return (system, headers, body) => {
    if (!Object.hasOwn(topology.systems, system))
      throw new Problem('not-found', `The topology has no system "${system}".`);
    const given = Object.fromEntries(HEADERS.map((name) => [name, String(headers[name] ?? '')]));
    try {
      const webhook = webhooks.get(system);
      if (!webhook) throw new Error('no secret is set for this system');
      webhook.verify(body, given, { jsonParse: false });
    } catch (error) {
      throw new Problem('bad-signature', `Not taken from "${system}": ${(error as Error).message}.`);
    }
  };
}
