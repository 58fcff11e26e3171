import { pino, type Logger } from 'pino';

/** One JSON line an entry, with the process's name; secrets never reach it. */
export const createLogger = (process: string, level: string): Logger =>
  pino({ level, base: { process }, redact: ['*.authorization', '*.token', '*.secret', '*.password'] });
