import { createHash, randomBytes } from 'node:crypto';

/** What every secret of the ledger's keys begins with: by it they are told from other bearers, and found where they leak. */
export const API_KEY_PREFIX = 'ilak_';

/** Characters of a secret that are no secret: enough to tell keys apart. */
const SHOWN = API_KEY_PREFIX.length + 6;

export interface Secret {
  readonly text: string;
  readonly sha256: string;
  readonly prefix: string;
}

/** 256 random bits, of which the shown prefix gives away 36. */
export function newSecret(): Secret {
  const text = API_KEY_PREFIX + randomBytes(32).toString('base64url');
  return { text, sha256: hashOfSecret(text), prefix: text.slice(0, SHOWN) };
}

export const hashOfSecret = (text: string): string => createHash('sha256').update(text).digest('hex');
