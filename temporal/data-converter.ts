import type { DataConverter } from '@temporalio/common';
import { readPayloadKeys } from '../config/payload-keys';
import { EncryptingCodec } from './payload-codec';

/** Bundled with the workflows, and loaded by every worker. */
export const FAILURE_CONVERTER = require.resolve('./failure-converter');

/**
 * How what sagas carry is written and read: encrypted, where there are payload keys. Every process that starts or runs sagas,
 * carries out their activities or replays them wants the same keys.
 * @param payloadKeys the file that INTERLOCK_PAYLOAD_KEYS names; undefined: nothing is encrypted, and nothing encrypted is read
 */
export const dataConverterOf = (payloadKeys: string | undefined): DataConverter => ({
  failureConverterPath: FAILURE_CONVERTER,
  ...(payloadKeys !== undefined && { payloadCodecs: [new EncryptingCodec(readPayloadKeys(payloadKeys))] }),
});
