import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { SafeUrl, type OpenIdProvider } from '../../contracts/identity';
import { Problem } from '../../contracts/problem';

/** Keys are read again when they are older: one that the provider withdrew is dropped by then. */
const MAX_AGE_MS = 600_000;
/** For one answer of the provider. */
const TIMEOUT_MS = 10_000;
/** After a failure the provider is left alone for so long: whoever waits is told at once. */
const PAUSE_MS = 1_000;

const Discovery = z.object({ issuer: z.string(), jwks_uri: SafeUrl });
type RemoteKeys = ReturnType<typeof createRemoteJWKSet>;

/** Keys of providers, kept while topologies come and go: as long as a provider is named as before, its keys are known. */
export class ProviderKeys {
  private readonly known = new Map<string, JWTVerifyGetKey>();
  constructor(private readonly onFailure: (provider: string, error: unknown) => void) {}

  of(provider: OpenIdProvider): JWTVerifyGetKey {
    const settings = JSON.stringify(provider);
    const keys =
      this.known.get(settings) ?? keysOf(provider, (error) => this.onFailure(provider.name, error));
    this.known.set(settings, keys);
    return keys;
  }
}

/**
 * The keys of a provider, fetched when the first token asks for one, and again for one that is not known (at most once in
 * its cool-down) or when they are old. Keys that were fetched go on being used while the provider cannot be reached.
 * @returns for jose's `jwtVerify`; throws Problem `identity-provider-unavailable` where a key would have to be fetched and cannot be, and jose's JWKSNoMatchingKey
 */
function keysOf(provider: OpenIdProvider, onFailure: (error: unknown) => void): JWTVerifyGetKey {
  const opened = { keys: null as RemoteKeys | null, readAt: 0, failedAt: 0, renewing: false };

  const open = async (): Promise<RemoteKeys> =>
    (opened.keys ??= createRemoteJWKSet(new URL(provider.jwksUri ?? (await discover(provider.issuer))), {
      timeoutDuration: TIMEOUT_MS,
      cooldownDuration: provider.keysCooldownSeconds * 1000,
      // Their age is seen to here, so that old keys are better than none.
      cacheMaxAge: Infinity,
    }));
  const renew = async (): Promise<void> => {
    const keys = await open();
    await withTimeout(keys.reload());
    opened.readAt = Date.now();
  };
  const failed = (error: unknown): void => {
    opened.failedAt = Date.now();
    onFailure(error);
  };

  return async (header, token) => {
    const paused = Date.now() - opened.failedAt < PAUSE_MS;
    const known = opened.keys?.jwks() !== undefined;
    try {
      if (!known) {
        if (paused) throw new Error('it has just failed to answer');
        await renew();
      } else if (!paused && !opened.renewing && Date.now() - opened.readAt > MAX_AGE_MS) {
        opened.renewing = true;
        void renew()
          .catch(failed)
          .finally(() => (opened.renewing = false));
      }
      const keys = await open();
      return await withTimeout(keys(header, token));
    } catch (error) {
      if (isAboutToken(error)) throw error;
      if (!paused) failed(error);
      throw new Problem(
        'identity-provider-unavailable',
        `The keys of ${provider.issuer} cannot be fetched, so its tokens cannot be checked now.`,
      );
    }
  };
}

/** The provider answered, and the token's header names no key of it, or not one alone. */
const isAboutToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;

/** Where the provider's keys are (OpenID Connect Discovery §4); a document that speaks for another issuer is none. */
async function discover(issuer: string): Promise<string> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  const document = Discovery.parse(await response.json());
  if (document.issuer !== issuer)
    throw new Error(
      `${address} is of ${document.issuer}; write that as the provider's issuer in the topology`,
    );
  return document.jwks_uri;
}

/** The library's time-out is for the beginning of an answer; this one is for its end. */
const withTimeout = <T>(work: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('it did not answer in time')), TIMEOUT_MS);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
