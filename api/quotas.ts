import { type Ledger, LedgerUnavailable } from '../ledger';

/** Of a day's quota a process takes so much from the ledger at once: that much may be lost with it, and not every call is a write. */
const SHARE = 0.01;
const MOST = 1_000;

interface Share {
  readonly day: string;
  /** Calls that this process may still give out. */
  own: number;
  /** Calls that nobody had taken when this process last asked. */
  readonly others: number;
}

/** Daily quotas over all processes: each takes shares from the ledger, and gives them out. */
export class Quotas {
  /** By caller; only callers whose tier has a quota are here. */
  private readonly shares = new Map<string, Share>();

  constructor(private readonly ledger: Pick<Ledger, 'takeQuota'>) {}

  /**
   * Spends one call. Without a ledger nothing is counted: there is nothing to be had then anyway.
   * @returns how many calls of the day are left, as far as this process knows; null when it is used up
   */
  async spend(caller: string, perDay: number, now: Date): Promise<number | null> {
    const day = now.toISOString().slice(0, 10);
    if (!(await this.hasAny(caller, day, perDay, now))) return null;
    // Nothing is awaited since: others may have spent it meanwhile, but not in between.
    const share = this.shares.get(caller)!;
    if (share.own === 0) return this.spend(caller, perDay, now);
    share.own--;
    return share.own + share.others;
  }

  /** Takes another share from the ledger where this process has none left. */
  private async hasAny(caller: string, day: string, perDay: number, now: Date): Promise<boolean> {
    const known = this.shares.get(caller);
    // One that is used up stays so: a caller that goes on all the same costs no write.
    if (known?.day === day && (known.own > 0 || known.others === 0)) return known.own > 0;
    const asked = Math.min(Math.max(Math.floor(perDay * SHARE), 1), MOST);
    const { taken, left } = await this.ledger
      .takeQuota(caller, asked, perDay, now)
      .catch((error: unknown) => {
        if (error instanceof LedgerUnavailable) return { taken: 1, left: perDay };
        throw error;
      });
    const before = this.shares.get(caller);
    const own = taken + (before?.day === day ? before.own : 0);
    this.shares.set(caller, { day, own, others: left });
    return own > 0;
  }
}
