import { pino, type DestinationStream, type Logger } from 'pino';
import { redact } from '../adapters/redact';
import { traceFields } from '../config/trace';

/**
 * One JSON line an entry, with the process's name, and the trace and transaction of the work that it is about. Each line is rid of secrets as it is written, wherever in it they are: in
 * fields however deep, in an error's message and stack, in an address.
 */
export const createLogger = (process: string, level: string, destination?: DestinationStream): Logger =>
  pino({ level, base: { process }, mixin: traceFields, hooks: { streamWrite: redact } }, destination);
