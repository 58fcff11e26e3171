import type { Random } from './random';

interface Entry {
  readonly at: number;
  /** Among entries of one instant, chance decides. */
  readonly tie: number;
  readonly ledger: boolean;
  readonly work: () => void | Promise<void>;
}

/** Transactions of the ledger that are due this close together run at once, each on a connection of its own. */
const OVERLAP_MS = 300;
const AT_ONCE = 4;

/** Virtual time: what is to happen, in order; time passes only from one entry to the next. */
export class Agenda {
  now = Date.parse('2026-11-03T06:00:00Z');
  private readonly entries: Entry[] = [];

  constructor(private readonly random: Random) {}

  /** Something happens in `delay` milliseconds. */
  in(delay: number, work: () => void): void {
    this.add(delay, false, work);
  }
  /** A transaction of the ledger begins in `delay` milliseconds. */
  ledgerIn(delay: number, work: () => Promise<void>): void {
    this.add(delay, true, work);
  }
  wait(delay: number): Promise<void> {
    return new Promise((resolve) => this.in(delay, resolve));
  }

  /**
   * Goes to the next entry and does it; transactions that are due about then overlap it.
   * @returns whether the ledger was touched; null when nothing is left
   */
  async step(): Promise<'ledger' | 'system' | null> {
    const first = this.entries.shift();
    if (!first) return null;
    this.now = first.at;
    if (!first.ledger) {
      await first.work();
      // What waited for this goes on until it waits again.
      await new Promise(setImmediate);
      return 'system';
    }
    const overlapping = this.entries
      .filter((entry) => entry.ledger && entry.at <= first.at + OVERLAP_MS)
      .slice(0, AT_ONCE - 1);
    for (const entry of overlapping) this.entries.splice(this.entries.indexOf(entry), 1);
    await Promise.all([first, ...overlapping].map(async (entry) => entry.work()));
    await new Promise(setImmediate);
    return 'ledger';
  }

  private add(delay: number, ledger: boolean, work: () => void | Promise<void>): void {
    const entry = { at: this.now + Math.max(delay, 0), tie: this.random.next(), ledger, work };
    const later = this.entries.findIndex(
      ({ at, tie }) => at > entry.at || (at === entry.at && tie > entry.tie),
    );
    this.entries.splice(later === -1 ? this.entries.length : later, 0, entry);
  }
}
