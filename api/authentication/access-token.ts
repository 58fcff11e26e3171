import { decodeJwt, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';
import type { Caller } from '../../config/caller';
import type { OpenIdProvider } from '../../contracts/identity';
import type { ProviderKeys } from './key-set';
import { Refused, type RefusalReason } from './refusal';
import { callerOf } from './token-claims';

/** Signatures by a private key only: never `none`, nor one by a secret that a public key could be passed off as (RFC 8725 §3.1). */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** Three parts of base64url, as every JWS in compact serialization has them and no key of ours. */
export const looksLikeToken = (bearer: string): boolean => /^[\w-]+\.[\w-]*\.[\w-]*$/.test(bearer);

/**
 * Checks access tokens of the topology's OpenID providers: signature, issuer, audience, times, type (RFC 9068, RFC 8725).
 * @returns who a token's holder is; throws Refused, and Problem `identity-provider-unavailable`
 */
export function accessTokens(
  providers: readonly OpenIdProvider[],
  keys: ProviderKeys,
  now: () => Date,
): (token: string) => Promise<Caller> {
  const known = new Map(providers.map((provider) => [provider.issuer, provider]));
  return async (token) => {
    const { alg, issuer } = claimed(token);
    const provider = known.get(issuer);
    if (!provider) throw new Refused('token-issuer');
    if (!ALGORITHMS.includes(alg)) throw new Refused('token-algorithm');
    const { payload } = await jwtVerify(token, keys.of(provider), {
      algorithms: ALGORITHMS,
      issuer: provider.issuer,
      audience: provider.audience,
      typ: provider.tokenType,
      requiredClaims: ['exp', 'sub'],
      clockTolerance: provider.clockToleranceSeconds,
      currentDate: now(),
    }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    refuseOtherKinds(payload, provider);
    return callerOf(payload, provider);
  };
}

/** What an unchecked token says of itself: enough to know whose keys to check it by, and not believed beyond that. */
function claimed(token: string): { alg: string; issuer: string } {
  try {
    const { alg } = decodeProtectedHeader(token);
    const { iss } = decodeJwt(token);
    return { alg: alg ?? '', issuer: iss ?? '' };
  } catch {
    throw new Refused('token-malformed');
  }
}

/**
 * Where the type does not tell an access token from others, its claims do: an ID token has the nonce or the hash of what it
 * came with (OpenID Connect Core §2, §3.3.2.11), some providers write the kind as a claim. A token that is bound to a key
 * (RFC 7800 `cnf`) is no bearer token: whoever holds it without the key has stolen it.
 */
function refuseOtherKinds(payload: JWTPayload, { tokenType }: OpenIdProvider): void {
  if (payload.cnf !== undefined) throw new Refused('token-type');
  if (tokenType === 'at+jwt') return;
  const ofIdToken = ['nonce', 'at_hash', 'c_hash', 's_hash'].some((claim) => claim in payload);
  const kind = typeof payload.typ === 'string' ? payload.typ.toLowerCase() : 'bearer';
  if (ofIdToken || kind !== 'bearer') throw new Refused('token-type');
}

const BY_CLAIM: Readonly<Record<string, RefusalReason>> = {
  iss: 'token-issuer',
  aud: 'token-audience',
  nbf: 'token-not-yet-valid',
  typ: 'token-type',
};

/** What jose found, as a reason of ours; what is no fault of the token is passed on. */
function refusalOf(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new Refused('token-expired');
  if (error instanceof errors.JWTClaimValidationFailed)
    return new Refused(BY_CLAIM[error.claim] ?? 'token-claims');
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys
  )
    return new Refused('token-signature');
  if (error instanceof errors.JOSEAlgNotAllowed) return new Refused('token-algorithm');
  if (error instanceof errors.JOSEError || error instanceof TypeError) return new Refused('token-malformed');
  return error;
}
