import { createHash, createPrivateKey, createPublicKey, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CompactSign } from 'jose';

/** What the API says in writing, for those who check it offline. The private key is the API's alone. */
export interface Signer {
  /**
   * @param type the JOSE type: a statement of one kind is none of another
   * @returns a JWS in compact serialization (RFC 7515), EdDSA
   */
  sign(type: string, statement: object): Promise<string>;
  /** The public keys: a JWK set (RFC 7517). */
  readonly keys: { readonly keys: { kty: string; kid: string }[] };
}

/** @param path of the key: an Ed25519 private JWK (RFC 8037) */
export function readSigner(path: string): Signer {
  const key = createPrivateKey({
    key: JSON.parse(readFileSync(path, 'utf8')) as JsonWebKey,
    format: 'jwk',
  });
  const { crv, kty, x } = createPublicKey(key).export({ format: 'jwk' });
  // The thumbprint of an OKP key: these members, in this order (RFC 8037, appendix A.3).
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
  return {
    sign: (typ, statement) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(statement)))
        .setProtectedHeader({ alg: 'EdDSA', typ, kid })
        .sign(key),
    keys: { keys: [{ kty: kty!, crv, x, kid, alg: 'EdDSA', use: 'sig' } as { kty: string; kid: string }] },
  };
}
