import { waitUntil } from '../patience';
import type { Counts } from '../counts';
import { SYSTEMS, type PlannedFault } from '../plan/faults';
import type { Systems } from '../systems';

/** Breaks and mends each system as planned. Ends when the plan does. */
export async function breakSystems(
  planned: readonly PlannedFault[],
  systems: Systems,
  counts: Counts,
  start: number,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    SYSTEMS.map(async (system) => {
      for (const fault of planned.filter((one) => one.system === system)) {
        await waitUntil(start, fault.from, signal);
        await systems.faults(system, fault.settings);
        counts.add('faults', fault.kind);
        await waitUntil(start, fault.to, signal);
        await systems.faults(system, {});
      }
    }),
  );
}
