import type { LegalHold, LegalHoldRequest } from '../../contracts/legal-hold';
import type { LoggedEvent } from '../../contracts/record';
import type { Topology } from '../../contracts/topology';
import type { Actor } from '../audit';
import { reading, type Pool, type Tx } from '../pool';
import {
  listLegalHolds,
  placeLegalHold,
  releaseLegalHold,
  viewLegalHold,
  type LegalHoldFilter,
} from './legal-holds';
import { type EventFilter, headOf, purgedThrough, readEvents, readEventsBefore, refusePurged } from './list';
import { hourOf, purgeEvents } from './purge';
import { sequenceEvents } from './sequence';

/** The event log, as API, worker and keeper see it. */
export class EventLog {
  /** Purged up to this hour by this process. */
  private purgedHour: number | null = null;

  constructor(
    private readonly pool: Pool,
    private topology: Topology,
  ) {}

  /** Goes by another topology from now on. */
  goBy(topology: Topology): void {
    this.topology = topology;
  }

  /** Sequence of the newest event, once all that is committed has one. */
  async head(): Promise<number> {
    await this.sequence();
    return reading(() => headOf(this.pool));
  }

  /** Gives every committed event its place. */
  sequence(): Promise<void> {
    return reading(() => sequenceEvents(this.pool));
  }

  /**
   * A page of the log, oldest first.
   * @param after null: from the beginning of what is kept; `purgedThrough` says up to where some is not
   * @throws Problem `events-purged` where what comes after `after` is not all kept
   */
  async list(
    filter: EventFilter,
    after: number | null,
    limit: number,
  ): Promise<{ events: LoggedEvent[]; next: string | null; purgedThrough: number }> {
    await this.sequence();
    return reading(async () => {
      if (after !== null) await refusePurged(this.pool, after, filter.type ?? null);
      const { events, upTo, isAll } = await readEvents(this.pool, filter, after ?? 0, limit + 1);
      const page = events.slice(0, limit);
      const last = events.length > limit ? page.at(-1)!.sequence : upTo;
      const next = events.length > limit || !isAll ? String(last) : null;
      return { events: page, next, purgedThrough: await purgedThrough(this.pool, filter.type ?? null) };
    });
  }

  /**
   * A page of the log, newest first.
   * @param before null: from the newest on
   */
  async listNewest(
    filter: EventFilter,
    before: number | null,
    limit: number,
  ): Promise<{ events: LoggedEvent[]; next: string | null; purgedThrough: number }> {
    await this.sequence();
    return reading(async () => {
      const { events, downTo, isAll } = await readEventsBefore(this.pool, filter, before, limit + 1);
      const page = events.slice(0, limit);
      const last = events.length > limit ? page.at(-1)!.sequence : downTo;
      const next = events.length > limit || !isAll ? String(last) : null;
      return { events: page, next, purgedThrough: await purgedThrough(this.pool, filter.type ?? null) };
    });
  }

  /** Where to begin: after a point, or now. @throws Problem `events-purged` where what comes after the point is not all kept */
  async start(filter: EventFilter, after: number | null): Promise<number> {
    if (after === null) return this.head();
    await reading(() => refusePurged(this.pool, after, filter.type ?? null));
    return after;
  }

  /** What comes after a point, for who follows the log. @returns with `upTo`, where to read on from. @throws Problem as `start` does */
  async follow(
    filter: EventFilter,
    after: number,
    limit: number,
  ): Promise<{ events: LoggedEvent[]; upTo: number; isAll: boolean }> {
    await this.sequence();
    return reading(async () => {
      await refusePurged(this.pool, after, filter.type ?? null);
      return readEvents(this.pool, filter, after, limit);
    });
  }

  placeLegalHold(tx: Tx, request: LegalHoldRequest, who: Actor, now: Date): Promise<LegalHold> {
    return placeLegalHold(tx, request, who, now);
  }
  releaseLegalHold(tx: Tx, id: string, reason: string, who: Actor, now: Date): Promise<LegalHold> {
    return releaseLegalHold(tx, id, reason, who, now);
  }
  getLegalHold(id: string): Promise<LegalHold | null> {
    return reading(() => viewLegalHold(this.pool, id));
  }
  listLegalHolds(filter: LegalHoldFilter) {
    return reading(() => listLegalHolds(this.pool, filter));
  }

  /** Purges what retention no longer keeps, once an hour. */
  async purge(now: Date): Promise<void> {
    if (this.purgedHour === hourOf(now)) return;
    await purgeEvents(this.pool, this.topology, now);
    this.purgedHour = hourOf(now);
  }
}
