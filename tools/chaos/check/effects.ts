import type { Counts } from '../counts';
import { SYSTEMS } from '../plan/faults';
import type { Record } from '../record';
import type { Systems } from '../systems';

/** No key has done anything twice, in any system. Calls beyond the first are counted: they were repeats, and did nothing. */
export async function checkEffects(systems: Systems, record: Record, counts: Counts): Promise<void> {
  for (const system of SYSTEMS)
    for (const { key, operation, subject, calls, effects } of await systems.effects(system)) {
      counts.add('effects', system, effects);
      counts.add('repeated calls', system, Math.max(0, calls - 1));
      if (effects > 1)
        record.defect('effect', subject, system, `${operation} happened ${effects} times for ${key}`);
    }
}
