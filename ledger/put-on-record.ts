import type { EventType } from '../contracts/events';
import { audit, type AuditEntry } from './audit';
import { announce } from './commands';
import { publish, type Publication } from './events';
import type { Tx } from './pool';

/** A change of what a saga is about: on the record, told to those who wait for it, and in the event log where it has an event. */
export async function putOnRecord<T extends EventType>(
  tx: Tx,
  entry: AuditEntry,
  event: Omit<Publication<T>, 'transaction' | 'at'> | null,
): Promise<void> {
  const { transaction, at } = entry;
  await audit(tx, entry);
  await announce(tx, transaction);
  if (event) await publish(tx, { ...event, transaction, at });
}
