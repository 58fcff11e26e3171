import { z } from 'zod';
import type { LoggedEvent } from '../../contracts/record';
import { inVersion } from '../../domain/upcasts';

/** Columns of an event that has its place in the log. */
export const EVENT_COLUMNS =
  'event.id, event.sequence, event.subject_sequence, event.transaction_sequence, event.type, event.subject, event.transaction, event.plant, event.at, event.data, event.traceparent, event.tracestate';

export const EventRow = z.object({
  id: z.string(),
  sequence: z.number(),
  subject_sequence: z.number(),
  transaction_sequence: z.number(),
  type: z.string(),
  subject: z.string(),
  transaction: z.string(),
  plant: z.string().nullable(),
  at: z.date(),
  data: z.record(z.string(), z.unknown()),
  traceparent: z.string().nullable(),
  tracestate: z.string().nullable(),
});
export type EventRow = z.infer<typeof EventRow>;

/** A CloudEvents 1.0 record, in the version that is wanted where the event has it. */
export const cloudEvent = (row: EventRow, version: number): LoggedEvent => ({
  specversion: '1.0',
  id: row.id,
  source: 'interlock',
  ...inVersion(row.type, row.data, version),
  subject: row.subject,
  time: row.at.toISOString(),
  datacontenttype: 'application/json',
  transaction: row.transaction,
  plant: row.plant,
  sequence: row.sequence,
  subjectsequence: row.subject_sequence,
  transactionsequence: row.transaction_sequence,
  ...(row.traceparent !== null && { traceparent: row.traceparent }),
  ...(row.tracestate !== null && { tracestate: row.tracestate }),
});

/** For `like`: only `*` means anything. */
export const likePattern = (pattern: string): string =>
  pattern.replaceAll('\\', '\\\\').replaceAll('_', '\\_').replaceAll('%', '\\%').replaceAll('*', '%');
