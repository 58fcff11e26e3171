import type { Payload } from '@temporalio/common';
import { type EncryptingCodec, isEncrypted } from '../temporal/payload-codec';

/**
 * A history with every encrypted payload in it decrypted, wherever it is, so that it can be read and replayed without keys.
 * @throws Error when the codec lacks a key
 */
export async function plainHistory<T>(history: T, codec: EncryptingCodec): Promise<T> {
  if (typeof history !== 'object' || history === null || ArrayBuffer.isView(history)) return history;
  if (isPayload(history) && isEncrypted(history)) {
    const [plain] = await codec.decode([history]);
    return plain as T;
  }
  if (Array.isArray(history))
    return (await Promise.all(history.map((one: unknown) => plainHistory(one, codec)))) as T;
  // What is no plain object (a Long) has no payloads; those of a history are instances of its message classes.
  for (const [name, value] of Object.entries(history))
    Object.assign(history, { [name]: await plainHistory<unknown>(value, codec) });
  return history;
}

const isPayload = (value: object): value is Payload =>
  'metadata' in value && 'data' in value && typeof value.metadata === 'object';
