import type { Logger } from 'pino';
import { inTraceOf } from '../config/trace';
import type { Ledger, Notary } from '../ledger';

const EVERY_MS = 5_000;

/** The ledger's housekeeping on a timer: seals the audit, escalates old exceptions, ends what ran out. More than one at a time does no harm. */
export class Keeper {
  private timer: NodeJS.Timeout | null = null;
  private keeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly ledger: Ledger,
    /** Signs seals; null: they are not signed. */
    private readonly notary: Notary | null,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.timer = setInterval(() => (this.keeping = inTraceOf(null, () => this.keep())), EVERY_MS);
  }

  async stop(): Promise<void> {
    if (this.timer) clearInterval(this.timer);
    await this.keeping;
  }

  private async keep(): Promise<void> {
    try {
      await this.ledger.sealAudit(new Date(), this.notary);
      await this.ledger.escalateExceptions(new Date());
      await this.ledger.objectives.judge(new Date());
      await this.ledger.measures.addUp();
      await this.ledger.endWhatRanOut(new Date());
      await this.ledger.subscriptions.forget(new Date());
      await this.ledger.events.purge(new Date());
    } catch (error) {
      this.log.warn({ err: error }, 'the ledger was not kept in order; it will be, at the next turn');
    }
  }
}
