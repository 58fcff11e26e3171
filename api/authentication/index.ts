import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { Caller } from '../../config/caller';
import { fileKeys } from '../../config/authentication';
import type { Credentials } from '../../config/credentials';
import { API_KEY_PREFIX } from '../../ledger';
import type { Services } from '../route';
import { accessTokens, looksLikeToken } from './access-token';
import { apiKeys } from './api-key';
import { clientCertificates } from './certificate';
import type { ProviderKeys } from './key-set';
import { Refused } from './refusal';

/** Who sends a request. @throws Refused, Problem `identity-provider-unavailable`, LedgerUnavailable */
export type Authenticate = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => Promise<Caller>;

/**
 * A bearer is an access token where it has the form of one, a key of the ledger by its prefix, otherwise a key of the
 * credentials file: what needs neither ledger nor provider goes on being known while these are down. Without a bearer, the
 * certificate that a proxy passed on.
 */
export function authentication(
  { ledger, topology: { identity }, metrics, now }: Services,
  keys: Credentials['keys'],
  providerKeys: ProviderKeys,
  log: Logger,
): Authenticate {
  const byFile = fileKeys(keys);
  const byToken = accessTokens(identity.oidc, providerKeys, now);
  const byApiKey = apiKeys(ledger, now);
  const byCertificate = identity.mutualTls ? clientCertificates(identity.mutualTls, now) : () => null;

  const known = async ({ headers, socket }: Parameters<Authenticate>[0]): Promise<Caller> => {
    if (headers.authorization === undefined) {
      const caller = byCertificate(single(headers['client-cert']), socket.remoteAddress);
      if (caller) return caller;
      throw new Refused('no-credential');
    }
    const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization)?.[1];
    if (bearer === undefined) throw new Refused('no-credential');
    if (looksLikeToken(bearer)) return byToken(bearer);
    if (bearer.startsWith(API_KEY_PREFIX)) return byApiKey(bearer);
    const caller = byFile(bearer);
    if (!caller) throw new Refused('unknown-key');
    return caller;
  };
  return async (request) => {
    try {
      return await known(request);
    } catch (error) {
      if (error instanceof Refused) {
        metrics.authenticationRefused.inc({ reason: error.reason });
        log.warn({ reason: error.reason, from: request.socket.remoteAddress }, 'a credential was refused');
      }
      throw error;
    }
  };
}

/** A header that came twice is no certificate. */
const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(', ') : header;
