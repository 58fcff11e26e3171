import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Collection, Store } from './store';

const Share = z.number().min(0).max(1);

/** Body of `PUT /_sandbox/faults`; it replaces what was set, and `{}` clears. */
export const FaultSettings = z.strictObject({
  /** Milliseconds before a call is worked on. What it asks happens then, though its caller may have gone. */
  latencyMs: z.number().min(0).default(0),
  /** Refuse connections at the API's port. */
  down: z.boolean().default(false),
  /** Answer with this status instead of working: always, or the share `rate` of calls. */
  status: z.int().min(400).max(599).optional(),
  rate: Share.optional(),
  /** Share of calls that are carried out and whose connection is then cut. */
  dropAfterEffect: Share.default(0),
  /** Share of calls that are answered as if carried out, and neither are nor leave their key. */
  lie: Share.default(0),
  /** Decimals to which quantities of a BOM are rounded that is laid ready: something else than was asked. */
  round: z.int().min(0).max(9).optional(),
  /** Seconds, sent as Retry-After with `status`. */
  retryAfter: z.number().min(0).optional(),
  /** Operations that are affected, named as in `/_sandbox/effects`; all where left out. `down` affects all. */
  operations: z.array(z.string()).optional(),
});
export type FaultSettings = z.infer<typeof FaultSettings>;

const LONGEST_TIMER = 2 ** 31 - 1;
const DEFAULT_STATUS = 503;

/** What goes wrong on purpose. It is kept over a restart: a system that is down does not mend by being killed. */
export class Faults {
  private readonly kept: Collection<FaultSettings>;
  private changed = changeOfSettings();

  constructor(private readonly store: Store) {
    this.kept = store.collection('faults');
  }

  get current(): FaultSettings {
    return this.kept.get('current') ?? FaultSettings.parse({});
  }

  set(settings: FaultSettings): void {
    this.store.transaction(() => this.kept.put('current', settings));
    this.changed.abort();
    this.changed = changeOfSettings();
  }

  /** Waits as long as the settings of the moment say: when they are eased, calls that hang go on. */
  async delay(operation: string): Promise<void> {
    const arrived = Date.now();
    for (;;) {
      const left = this.affects(operation) ? arrived + this.current.latencyMs - Date.now() : 0;
      if (left <= 0) return;
      await wait(Math.min(left, LONGEST_TIMER), null, { signal: this.changed.signal, ref: false }).catch(
        () => null,
      );
    }
  }

  /** The status to fail this call with, if it is to fail. */
  failure(operation: string): { status: number; retryAfter: number | undefined } | null {
    const { status, rate, retryAfter } = this.current;
    if (status === undefined && rate === undefined) return null;
    return this.affects(operation) && happens(rate ?? 1)
      ? { status: status ?? DEFAULT_STATUS, retryAfter }
      : null;
  }

  lies(operation: string): boolean {
    return this.affects(operation) && happens(this.current.lie);
  }

  drops(operation: string): boolean {
    return this.affects(operation) && happens(this.current.dropAfterEffect);
  }

  /** Decimals to which this operation rounds quantities; null: it does not. */
  rounding(operation: string): number | null {
    return this.affects(operation) ? (this.current.round ?? null) : null;
  }

  private affects(operation: string): boolean {
    return this.current.operations?.includes(operation) ?? true;
  }
}

const happens = (share: number) => Math.random() < share;

/** Aborted at the next change; any number of calls may be hanging on it. */
function changeOfSettings(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
