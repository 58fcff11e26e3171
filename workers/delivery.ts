import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Limit } from '../adapters/http/limit';
import type { OutboundWebhook, WebhookSender } from '../adapters/webhook/send';
import { inTraceOf } from '../config/trace';
import { verdictOn } from '../domain/delivery';
import type { ClaimedDelivery, Subscriptions } from '../ledger';

/** Deliveries of one feed that are out at once: a slow consumer waits for itself alone. */
const AT_ONCE = 8;
/** Connections to the ledger that deliveries take at once, of those that sagas share with them. */
const WRITTEN_AT_ONCE = 4;
/** Beyond the time-out of a delivery: what a deliverer that died has claimed is claimed again after that. */
const LEASE_BEYOND_MS = 3_000;
/** How often the ledger is asked though no notice came: retries fall due without one. */
const IDLE_MS = 500;
/** What ends or is announced within so short a time is followed by one look at the ledger. */
const GATHER_MS = 3;
/** What is under way when the process is told to stop is waited for so long. */
const GRACE_MS = 3_000;
const NEVER = new AbortController().signal;

type Ledger = Pick<Subscriptions, 'settings' | 'claim' | 'settle' | 'release' | 'listen'>;

/**
 * Delivers events to those who subscribed: at least once, in order for each subject, and each feed (the live one, and each
 * replay) beside the others. It holds nothing: any number may run, and what one leaves behind another takes up.
 */
export class Deliverer {
  private stopping = false;
  private readonly cutOff = new AbortController();
  private wake: () => void = () => undefined;
  private running: Promise<void> | null = null;
  private readonly inFlight = new Set<Promise<void>>();
  private readonly writing = new Limit(WRITTEN_AT_ONCE);
  private unlisten: () => void = () => undefined;

  constructor(
    private readonly ledger: Ledger,
    private readonly sender: Pick<WebhookSender, 'send' | 'close'>,
    private readonly log: Logger,
  ) {}

  start(): void {
    this.unlisten = this.ledger.listen(() => this.wake());
    this.running = this.run();
  }

  /** Takes nothing new. What is under way and not over soon is broken off and let go of: it is delivered again. */
  async stop(): Promise<void> {
    this.unlisten();
    this.stopping = true;
    this.wake();
    await this.running;
    const grace = setTimeout(() => this.cutOff.abort(), GRACE_MS);
    await Promise.all(this.inFlight);
    clearTimeout(grace);
    await this.sender.close();
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const noticed = new Promise<void>((resolve) => (this.wake = resolve));
      for (const claimed of await this.claim()) this.track(claimed);
      const idle = setTimeout(() => this.wake(), IDLE_MS);
      await noticed;
      clearTimeout(idle);
      await pause(GATHER_MS);
    }
  }

  private async claim(): Promise<ClaimedDelivery[]> {
    try {
      return await this.ledger.claim(AT_ONCE, this.ledger.settings.timeoutMs + LEASE_BEYOND_MS, new Date());
    } catch (error) {
      this.log.warn({ err: error }, 'the ledger cannot be asked for deliveries');
      return [];
    }
  }

  private track(claimed: ClaimedDelivery): void {
    const delivering = inTraceOf(traceOf(claimed), () => this.deliver(claimed)).finally(() => {
      this.inFlight.delete(delivering);
      this.wake();
    });
    this.inFlight.add(delivering);
  }

  private async deliver(claimed: ClaimedDelivery): Promise<void> {
    try {
      const { settings } = this.ledger;
      const webhook = webhookOf(claimed);
      const answer = await this.sender.send(webhook, settings.timeoutMs, new Date(), this.cutOff.signal);
      if (answer.status === null && this.cutOff.signal.aborted)
        return await this.write(() => this.ledger.release(claimed));
      const verdict = verdictOn(answer, claimed.attempts, settings, Math.random());
      if (verdict.kind === 'dead' || verdict.kind === 'gone')
        this.log.warn(
          {
            subscription: claimed.subscription,
            transaction: claimed.event.transaction,
            event: claimed.event.id,
            verdict: verdict.kind,
          },
          `not delivered: ${answer.error ?? ''}`,
        );
      await this.write(() => this.ledger.settle(claimed, answer, verdict, new Date()));
    } catch (error) {
      // The lease ends by itself, and it is delivered again.
      this.log.warn({ err: error, event: claimed.event.id }, 'a delivery was not written down');
    }
  }

  private write(work: () => Promise<void>): Promise<void> {
    return this.writing.run(work, NEVER);
  }
}

/** A delivery is of the trace that led to its event. */
const traceOf = ({ event: { traceparent, tracestate } }: ClaimedDelivery) =>
  traceparent === undefined ? null : { traceparent, ...(tracestate !== undefined && { tracestate }) };

const webhookOf = ({ event, url, secrets, replay }: ClaimedDelivery): OutboundWebhook => ({
  url,
  secrets,
  id: event.id,
  body: JSON.stringify(event),
  headers: {
    ...(replay !== null && { 'interlock-replay': replay }),
  },
});
