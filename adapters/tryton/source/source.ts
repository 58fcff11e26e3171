import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { TrytonCaller } from '../rpc';
import type { Cursor } from './cursor';
import type { Delivery } from './delivery';
import type { Feed } from './feed';

const POLL_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** As long as a transaction of Tryton's may last, from when its changes are dated to when they are seen. */
const OVERLAP_MS = 60_000;

/**
 * Tells Interlock what happens in one Tryton instance, each happening once: read again and again over an overlap, told
 * under an id that never changes, and dropped by Interlock when it was told before. So the cursor may be lost; it only
 * saves work.
 */
export class TrytonSource {
  private taken = new Set<string>();
  /** Refused events by id: when each is told again. What it waits for may come. */
  private readonly refused = new Map<string, { at: number; pauseMs: number }>();
  private readonly reported = new Set<string>();

  constructor(
    private readonly feed: Feed,
    private readonly tryton: TrytonCaller,
    private readonly plant: string,
    private readonly delivery: Pick<Delivery, 'send'>,
    private readonly cursor: Cursor,
    private readonly log: Logger,
  ) {}

  /** Polls until the signal is aborted. What fails is tried again, with growing pauses. */
  async run(signal: AbortSignal): Promise<void> {
    for (let wait = POLL_MS; !signal.aborted;) {
      try {
        await this.poll(signal);
        wait = POLL_MS;
      } catch (error) {
        if (signal.aborted) return;
        this.log.warn({ error: (error as Error).message }, 'nothing told this time');
        wait = Math.min(wait * 2, LONGEST_PAUSE_MS);
      }
      await pause(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  /** One reading. @returns how many events were told */
  async poll(signal: AbortSignal): Promise<number> {
    const last = this.cursor.read();
    const { events, newest, problems } = await this.feed(
      this.tryton,
      this.plant,
      last === null ? null : last - OVERLAP_MS,
    );
    for (const problem of problems) this.report(problem);
    const now = Date.now();
    const fresh = events.filter(({ id }) => !this.taken.has(id) && (this.refused.get(id)?.at ?? 0) <= now);
    const answers = fresh.length === 0 ? [] : await this.delivery.send(fresh, signal);
    for (const [index, { id, type }] of fresh.entries()) {
      const answer = answers[index];
      if (answer?.status === 'refused')
        this.refuse(id, `${type} ${id} was refused: ${answer.problem?.detail ?? 'no reason given'}`);
      else this.taken.add(id);
    }
    // What is out of the overlap is not read again, and need not be remembered.
    this.taken = new Set(events.flatMap(({ id }) => (this.taken.has(id) ? [id] : [])));
    if (newest !== null && newest !== last) this.cursor.write(newest);
    return fresh.length;
  }

  private refuse(id: string, problem: string): void {
    const pauseMs = Math.min((this.refused.get(id)?.pauseMs ?? POLL_MS) * 2, OVERLAP_MS);
    this.refused.set(id, { at: Date.now() + pauseMs, pauseMs });
    this.report(problem);
  }

  private report(problem: string): void {
    if (this.reported.has(problem)) return;
    this.reported.add(problem);
    this.log.error(problem);
  }
}
