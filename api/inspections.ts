import { timeoutAfter } from '../config/timeout';
import type { InspectionState } from '../contracts/inspection';
import { isFinal } from '../domain/inspection-states';
import type { Services, Exchange } from './route';
import { type Patience, waitUntil } from './wait';

/** What a caller may wait for: a state, or that nothing waits for the inspection any more. */
export const INSPECTION_UNTIL = ['open', 'contradicted', 'failed', 'passed', 'finished'] as const;
export type InspectionUntil = (typeof INSPECTION_UNTIL)[number];

/** Whether an inspection is where the caller waits for, past it, or will never get there. */
export const hasReached = (
  { state, finished }: { readonly state: InspectionState; readonly finished: boolean },
  until: InspectionUntil,
): boolean => {
  if (finished) return true;
  if (until === 'open') return state !== 'opening';
  return until !== 'finished' && (state === until || isFinal(state));
};

/** Waits until the inspection has reached `until`; at once where there is no such inspection. */
export async function waitForInspection(
  id: string,
  until: InspectionUntil,
  { inspections, changes }: Services['ledger'],
  patience: Patience,
): Promise<void> {
  const progress = await inspections.progress(id);
  if (!progress) return;
  const isThere = async () => {
    const now = await inspections.progress(id);
    return !now || hasReached(now, until);
  };
  await waitUntil(isThere, changes, progress.transaction, patience);
}

/**
 * Has the ledger know which gauges its QMS calls fit now, within the time-out of one call. A QMS that does not answer keeps no
 * result from being taken: it is judged by what was read last.
 */
export async function readGauges(
  { system, plant, item }: { readonly system: string; readonly plant: string; readonly item: string },
  { systems, topology, ledger, now }: Services,
  { traceparent, log }: Exchange,
): Promise<void> {
  const qms = systems.get(system);
  const settings = topology.systems[system];
  if (!qms?.assess || !settings?.roles.includes('qms')) return;
  const signal = timeoutAfter(settings.timeoutMs);
  try {
    const said = await qms.assess({ plant, items: [item] }, { transaction: 'request', traceparent, signal });
    await ledger.inspections.learn(plant, said, now());
  } catch (error) {
    log.warn(
      { err: error, system, plant },
      'the QMS did not say which gauges are fit; the last reading counts',
    );
  }
}
