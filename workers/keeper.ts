import type { Logger } from 'pino';
import type { Ledger } from '../ledger';

const EVERY_MS = 5_000;

/** The ledger's housekeeping on a timer: seals the audit, escalates old exceptions. More than one at a time does no harm. */
export class Keeper {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly ledger: Ledger,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.keep(), EVERY_MS);
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  private async keep(): Promise<void> {
    try {
      await this.ledger.sealAudit(new Date());
      await this.ledger.escalateExceptions(new Date());
    } catch (error) {
      this.log.warn({ err: error }, 'the ledger was not kept in order; it will be, at the next turn');
    }
  }
}
