import { Webhook } from 'standardwebhooks';
import { timeoutAfter } from '../../../config/timeout';
import { InboundAnswer } from '../../../contracts/inbound';
import { instantOf, type SourceEvent } from './feed';

/** Where events go, and how they are signed (Standard Webhooks, `whsec_…`). */
export interface DeliveryOptions {
  /** Name of the system in the topology: the events' source. */
  readonly system: string;
  readonly url: string;
  readonly secret: string;
}

const TIMEOUT_MS = 10_000;
const MOST_IN_ONE_CALL = 100;

/** Posts events to Interlock. */
export class Delivery {
  private readonly webhook: Webhook;

  constructor(private readonly options: DeliveryOptions) {
    this.webhook = new Webhook(options.secret);
  }

  /**
   * @returns Interlock's answer to each, in order
   * @throws Error when Interlock did not take the call: all may come again
   */
  async send(events: readonly SourceEvent[], signal: AbortSignal): Promise<InboundAnswer[]> {
    const answers: InboundAnswer[] = [];
    for (let from = 0; from < events.length; from += MOST_IN_ONE_CALL) {
      answers.push(...(await this.post(events.slice(from, from + MOST_IN_ONE_CALL), signal)));
    }
    return answers;
  }

  private async post(events: readonly SourceEvent[], signal: AbortSignal): Promise<InboundAnswer[]> {
    const body = JSON.stringify(events.map((one) => this.envelope(one)));
    const id = events[0]!.id;
    const now = new Date();
    const response = await fetch(this.options.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/cloudevents-batch+json',
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': this.webhook.sign(id, now, body),
      },
      body,
      signal: AbortSignal.any([signal, timeoutAfter(TIMEOUT_MS)]),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`Interlock answered ${response.status}: ${text.slice(0, 500)}`);
    return InboundAnswer.array().parse(JSON.parse(text));
  }

  private envelope({ id, type, subject, at, data }: SourceEvent): Record<string, unknown> {
    const time = instantOf(at);
    return {
      specversion: '1.0',
      id,
      source: this.options.system,
      type,
      subject,
      time,
      datacontenttype: 'application/json',
      data,
    };
  }
}
