import { createHash, timingSafeEqual } from 'node:crypto';

import { Problem } from '../contracts/problem';
import type { Caller } from './caller';
import type { Credentials } from './credentials';

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * Holders of the keys of the credentials file. Keys are known by their SHA-256 only, and all of them are compared in constant
 * time, so that neither the file nor the time that an answer takes gives one away.
 * @returns a function from a bearer key to its holder; null: it is not in the file
 */
export function fileKeys(keys: Credentials['keys']): (key: string) => Caller | null {
  const known = keys.map(({ sha256: hash, ...key }) => ({
    hash: Buffer.from(hash, 'hex'),
    caller: holderOf(key),
  }));
  return (key) => {
    const hash = sha256(key);
    return known.filter((credential) => timingSafeEqual(credential.hash, hash))[0]?.caller ?? null;
  };
}

/**
 * Who holds a bearer key of the credentials file, where nobody else can be asked: at a plant whose line is cut.
 * @returns a function from the `Authorization` header to the caller; it throws Problem `unauthenticated`.
 */
export function authenticator(keys: Credentials['keys']): (authorization: string | undefined) => Caller {
  const holder = fileKeys(keys);
  return (authorization) => {
    const key = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (key === undefined)
      throw new Problem('unauthenticated', 'Send your key as "Authorization: Bearer <key>".');
    const caller = holder(key);
    if (!caller)
      throw new Problem(
        'unauthenticated',
        'This key is not known; stack.json lists the keys of this installation.',
      );
    return caller;
  };
}

/** A plant's own process holds the key of its role; every other key of the file is a person's. */
const holderOf = (key: Omit<Credentials['keys'][number], 'sha256'>): Caller => ({
  ...key,
  kind: key.role === 'plant' ? 'system' : 'person',
  scopes: null,
  credential: { kind: 'file-key', id: key.id },
  signedInAt: null,
});
