import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** scrypt's cost (RFC 7914): 16 MiB and some tens of milliseconds a try. */
const COST = { N: 16_384, r: 8, p: 1 };
const LENGTH = 32;

export interface Hashed {
  readonly salt: string;
  readonly hash: string;
}

export async function hashSecret(secret: string): Promise<Hashed> {
  const salt = randomBytes(16).toString('base64url');
  return { salt, hash: (await derive(secret, salt)).toString('base64url') };
}

/** Compared in constant time. */
export const isSecret = async (secret: string, { salt, hash }: Hashed): Promise<boolean> =>
  timingSafeEqual(await derive(secret, salt), Buffer.from(hash, 'base64url'));

const derive = (secret: string, salt: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    // The same text may be typed as different code points.
    scrypt(secret.normalize('NFKC'), salt, LENGTH, COST, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
