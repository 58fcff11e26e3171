import { readFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * The file that INTERLOCK_PAYLOAD_KEYS names, mode 0600: AES-256 keys by id. All of them decrypt; the one that `encryptWith`
 * names encrypts, and with null nothing is encrypted. It is named, so that a key can be given to every process before the
 * first of them encrypts with it.
 */
export const PayloadKeys = z
  .strictObject({
    encryptWith: z.string().nullable(),
    /** 32 bytes each, in base64. */
    keys: z.record(
      z.string().min(1).max(64),
      z.base64().refine((text) => Buffer.from(text, 'base64').length === 32, 'an AES-256 key has 32 bytes'),
    ),
  })
  .refine(({ encryptWith, keys }) => encryptWith === null || Object.hasOwn(keys, encryptWith), {
    path: ['encryptWith'],
    error: 'names none of the keys',
  });
export type PayloadKeys = z.infer<typeof PayloadKeys>;

/** @throws Error that names the file and what is wrong in it, and never a key */
export function readPayloadKeys(path: string): PayloadKeys {
  const parsed = PayloadKeys.safeParse(parse(path));
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`${path} is no ring of payload keys. ${wrong.join('; ')}.`);
}

function parse(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new Error(`${path} is not JSON.`);
  }
}
