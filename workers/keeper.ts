import type { Logger } from 'pino';
import type { Ledger } from '../ledger';

const SEAL_EVERY_MS = 5_000;

/** The ledger's housekeeping on a timer: seals the audit. More than one at a time does no harm. */
export class Keeper {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly ledger: Ledger,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.seal(), SEAL_EVERY_MS);
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  private async seal(): Promise<void> {
    try {
      await this.ledger.sealAudit(new Date());
    } catch (error) {
      this.log.warn({ err: error }, 'the audit was not sealed; it will be, at the next turn');
    }
  }
}
