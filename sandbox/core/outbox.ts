import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { timeoutAfter } from './timeout';
import type { Collection, Store } from './store';

interface Announcement {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly subject: string;
  readonly datacontenttype: 'application/json';
  readonly data: unknown;
}

/** Where a system announces what happened: Interlock's inbound address, and the secret it signs with (`whsec_…`). */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: string;
}

const MOST_IN_ONE_CALL = 100;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;
const TIMEOUT_MS = 10_000;
/** Refusals of the announcement itself; anything else may be otherwise next time. */
const FINAL = new Set([400, 410, 413, 415, 422]);

/**
 * Announcements to the outside, kept with the change that they tell of and sent in order until they are taken: CloudEvents,
 * signed by Standard Webhooks. Several that wait go as one batch.
 */
export class Outbox {
  private readonly waiting: Collection<Announcement>;
  private readonly stopped = new AbortController();
  private sending: Promise<void> | null = null;

  constructor(
    private readonly store: Store,
    private readonly source: string,
    private readonly target: WebhookTarget | null,
  ) {
    this.waiting = store.collection('outbox');
  }

  /** Within a transaction of the store. */
  announce(type: string, subject: string, data: unknown): void {
    const id = randomUUID();
    const time = new Date().toISOString();
    this.waiting.put(id, {
      specversion: '1.0',
      id,
      source: this.source,
      type,
      time,
      subject,
      datacontenttype: 'application/json',
      data,
    });
  }

  start(): void {
    this.store.onCommit(() => this.send());
    this.send();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.sending;
  }

  private send(): void {
    const target = this.target;
    if (!target || this.sending || this.stopped.signal.aborted) return;
    this.sending = this.drain(target).finally(() => {
      this.sending = null;
    });
  }

  private async drain(target: WebhookTarget): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    for (;;) {
      const events = this.waiting.all().slice(0, MOST_IN_ONE_CALL);
      if (events.length === 0 || this.stopped.signal.aborted) return;
      if (await this.post(target, events)) {
        this.store.transaction(() => events.forEach((event) => this.waiting.remove(event.id)));
        pause = FIRST_PAUSE_MS;
      } else {
        await wait(pause, null, { signal: this.stopped.signal }).catch(() => null);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  /** @returns whether these are done with: taken, or refused for good. */
  private async post(target: WebhookTarget, events: Announcement[]): Promise<boolean> {
    const [first, ...more] = events;
    const body = JSON.stringify(more.length > 0 ? events : first);
    const id = `msg_${first!.id}`;
    const at = new Date();
    const headers = {
      'content-type': `application/cloudevents${more.length > 0 ? '-batch' : ''}+json`,
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(target.secret).sign(id, at, body),
    };
    const signal = AbortSignal.any([this.stopped.signal, timeoutAfter(TIMEOUT_MS)]);
    try {
      const response = await fetch(target.url, { method: 'POST', headers, body, signal });
      const text = await response.text();
      if (FINAL.has(response.status))
        console.error(`${this.source}: ${first!.type} was refused with ${response.status}: ${text}`);
      return response.ok || FINAL.has(response.status);
    } catch {
      return false;
    }
  }
}
