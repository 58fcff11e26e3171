import { createHash, createPrivateKey, createPublicKey, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CompactSign } from 'jose';
import { z } from 'zod';

/** What one process says in writing, for those who check it offline. The private key is that process' alone. */
export interface Signer {
  /**
   * @param type the JOSE type: a statement of one kind is none of another
   * @returns a JWS in compact serialization (RFC 7515), EdDSA
   */
  readonly sign: (type: string, statement: object) => Promise<string>;
  /** The public keys: a JWK set (RFC 7517). */
  readonly keys: { readonly keys: { kty: string; kid: string }[] };
}

/** @param path of the key: an Ed25519 private JWK (RFC 8037) */
export function readSigner(path: string): Signer {
  const key = createPrivateKey({
    key: JSON.parse(readFileSync(path, 'utf8')) as JsonWebKey,
    format: 'jwk',
  });
  const named = namedKey(createPublicKey(key).export({ format: 'jwk' }));
  return {
    sign: (typ, statement) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(statement)))
        .setProtectedHeader({ alg: 'EdDSA', typ, kid: named.kid })
        .sign(key),
    keys: { keys: [named] },
  };
}

/** An Ed25519 public key as a set has it, named by its thumbprint: these members, in this order (RFC 8037, appendix A.3). */
export function namedKey({ crv, kty, x }: JsonWebKey): { kty: string; kid: string } {
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
  return { kty: kty!, crv, x, kid, alg: 'EdDSA', use: 'sig' } as { kty: string; kid: string };
}

/** Public keys to check by: a JWK set, as whoever keeps them wrote it. @throws Error where it is none */
export function readKeySet(path: string): Signer['keys'] {
  return KeySet.parse(JSON.parse(readFileSync(path, 'utf8')));
}
const KeySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) });
