import { createPrivateKey, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CompactSign } from 'jose';
import { DENY_LIST_TYPE, type DenyList } from '../contracts/deny-list';

/**
 * Signs deny-lists. The private key is the API's alone; plants have the public one.
 * @param path of the key: an Ed25519 private JWK (RFC 8037)
 * @returns a function from a list to its JWS
 */
export function denyListSigner(path: string): (list: DenyList) => Promise<string> {
  const key = createPrivateKey({
    key: JSON.parse(readFileSync(path, 'utf8')) as JsonWebKey,
    format: 'jwk',
  });
  return (list) =>
    new CompactSign(new TextEncoder().encode(JSON.stringify(list)))
      .setProtectedHeader({ alg: 'EdDSA', typ: DENY_LIST_TYPE })
      .sign(key);
}
