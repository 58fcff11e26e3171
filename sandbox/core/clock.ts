import { z } from 'zod';
import type { Collection, Store } from './store';

/** Body of `PUT /_sandbox/clock`: the instant at which the clock stands until it is set again; null: the machine's. */
export const ClockSetting = z.strictObject({ at: z.iso.datetime({ offset: true }).nullable() });

/**
 * The clock of the system's calendar, by which dated revisions become valid. Deadlines of orders go by the machine's
 * clock, which nobody sets.
 */
export class Clock {
  private readonly kept: Collection<z.infer<typeof ClockSetting>>;

  constructor(store: Store) {
    this.kept = store.collection('clock');
  }

  /** Milliseconds since 1970. */
  now(): number {
    const at = this.kept.get('current')?.at ?? null;
    return at === null ? Date.now() : Date.parse(at);
  }

  /** Within a transaction of the store. */
  set(setting: z.infer<typeof ClockSetting>): void {
    this.kept.put('current', setting);
  }
}
