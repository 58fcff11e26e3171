import { timeoutAfter } from '../config/timeout';
import type { ChangePackage, ChangeRequest } from '../contracts/engineering-change';
import type { Exchange, Services } from './route';

/** What the PLM said of a change: its package; `unknown`: it has none of that number; null: it did not say. */
export type PackageReading = ChangePackage | 'unknown' | null;

/**
 * Reads the change's package from its PLM, within the time-out of one call to it.
 *
 * A PLM that does not answer is no reason to refuse: the change is then accepted without its package, and the saga goes on
 * asking. That the topology has no such PLM is for the ledger to refuse.
 */
export async function readPackage(
  { change: { system, id } }: ChangeRequest,
  { systems, topology }: Services,
  { traceparent, log }: Exchange,
): Promise<PackageReading> {
  const plm = systems.get(system);
  const settings = topology.systems[system];
  if (!plm?.package || !settings) return null;
  const signal = timeoutAfter(settings.timeoutMs);
  try {
    return (await plm.package(id, { transaction: 'request', traceparent, signal })) ?? 'unknown';
  } catch (error) {
    log.warn({ err: error, system, change: id }, 'the PLM did not give the package; the saga will read it');
    return null;
  }
}
