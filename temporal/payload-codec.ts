import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import type { PayloadKeys } from '../config/payload-keys';

const PlainPayload = temporal.api.common.v1.Payload;

const ENCODING = 'binary/encrypted';
const CIPHER = 'aes-256-gcm';
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Part of every derived key: what is derived here is of no use elsewhere. */
const PURPOSE = 'interlock temporal payload v1';

/**
 * Keeps what sagas carry unreadable to Temporal, its database and its backups: AES-256-GCM, by a key derived (HKDF, RFC 5869)
 * for each payload from a salt of its own. One key may encrypt no more than 2^32 payloads under random nonces (NIST SP
 * 800-38D, 8.3), which a busy plant would reach in months; derived keys take that bound away.
 *
 * What was never encrypted is read as it is: the sagas of a version before, and those begun while `encryptWith` was null.
 * Workflow ids, types and search attributes are never encrypted: Temporal finds sagas by them. Nor are bare strings: sagas
 * carry ids and the summaries of their steps so, by which the Web UI reads like the procedure, and everything else in objects.
 */
export class EncryptingCodec implements PayloadCodec {
  private readonly keys: ReadonlyMap<string, Buffer>;

  constructor(private readonly ring: PayloadKeys) {
    this.keys = new Map(Object.entries(ring.keys).map(([id, key]) => [id, Buffer.from(key, 'base64')]));
  }

  encode(payloads: Payload[]): Promise<Payload[]> {
    const { encryptWith } = this.ring;
    return Promise.resolve(
      encryptWith === null
        ? payloads
        : payloads.map((payload) => (isName(payload) ? payload : this.encrypt(payload, encryptWith))),
    );
  }

  /** @throws Error that names the key that is missing, or says that a payload was altered */
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return payloads.map((payload) => (isEncrypted(payload) ? this.decrypt(payload) : payload));
  }

  private encrypt(payload: Payload, id: string): Payload {
    const salt = randomBytes(SALT_BYTES);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.derive(id, salt), nonce).setAAD(Buffer.from(id));
    const data = Buffer.concat([
      salt,
      nonce,
      cipher.update(PlainPayload.encode(payload).finish()),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return {
      metadata: {
        encoding: Buffer.from(ENCODING),
        'encryption-cipher': Buffer.from(CIPHER),
        'encryption-key-id': Buffer.from(id),
      },
      data,
    };
  }

  private decrypt({ metadata, data }: Payload): Payload {
    const id = Buffer.from(metadata?.['encryption-key-id'] ?? []).toString();
    const bytes = Buffer.from(data ?? []);
    const key = this.derive(id, bytes.subarray(0, SALT_BYTES));
    const nonce = bytes.subarray(SALT_BYTES, SALT_BYTES + NONCE_BYTES);
    const sealed = bytes.subarray(SALT_BYTES + NONCE_BYTES, -TAG_BYTES);
    try {
      const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.from(id)).setAuthTag(bytes.subarray(-TAG_BYTES));
      return PlainPayload.decode(Buffer.concat([decipher.update(sealed), decipher.final()]));
    } catch (error) {
      throw new Error(`A payload of key "${id}" was altered, or is of another key of that name.`, {
        cause: error,
      });
    }
  }

  private derive(id: string, salt: Buffer): Buffer {
    const key = this.keys.get(id);
    if (!key)
      throw new Error(
        `There is no payload key "${id}": add it to the file that INTERLOCK_PAYLOAD_KEYS names.`,
      );
    return Buffer.from(hkdfSync('sha256', key, salt, PURPOSE, 32));
  }
}

export const isEncrypted = ({ metadata }: Payload): boolean =>
  Buffer.from(metadata?.encoding ?? []).equals(ENCRYPTED);
const ENCRYPTED = Buffer.from(ENCODING);

const isName = ({ metadata, data }: Payload): boolean =>
  Buffer.from(metadata?.encoding ?? []).equals(PLAIN_JSON) && data?.[0] === QUOTE;
const PLAIN_JSON = Buffer.from('json/plain');
const QUOTE = '"'.charCodeAt(0);
