import { SpanKind } from '@opentelemetry/api';
import { Webhook } from 'standardwebhooks';
import { Agent, request, type Dispatcher } from 'undici';
import { timeoutAfter } from '../../config/timeout';
import { currentTrace, inSpan, type SpanDescription } from '../../config/trace';
import { retryAfterMs } from '../http/classify';
import type { AddressGuard } from './guard';

export interface OutboundWebhook {
  readonly url: string;
  /** The same whenever the same message is sent: `webhook-id`. */
  readonly id: string;
  readonly body: string;
  /** `whsec_…`, newest first: each signs. */
  readonly secrets: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

/** What the consumer answered, or why there is no answer. */
export interface WebhookAnswer {
  readonly status: number | null;
  readonly error: string | null;
  readonly retryAfterMs: number | null;
}

/** As much of an answer as is read: it tells a person why, and nothing else depends on it. */
const MOST_ANSWER = 1_024;
const KEEP_ALIVE_MS = 10_000;

/** Of one attempt. Whose address it is, only the subscription says. */
const SPAN: SpanDescription = {
  name: 'POST webhook',
  kind: SpanKind.CLIENT,
  attributes: { 'http.request.method': 'POST' },
  errorType: (error) => (error instanceof Error && 'code' in error ? String(error.code) : 'network'),
};

/** Sends webhooks, signed by Standard Webhooks. Redirections are not followed. */
export class WebhookSender {
  private readonly plain: Agent;
  private readonly tls: Agent;

  constructor(private readonly guard: AddressGuard) {
    const agent = (isPlain: boolean) =>
      new Agent({
        connect: { lookup: guard.lookup(isPlain) },
        keepAliveTimeout: KEEP_ALIVE_MS,
        // One time-out covers the whole exchange; see `signal` below.
        headersTimeout: 0,
        bodyTimeout: 0,
      });
    this.plain = agent(true);
    this.tls = agent(false);
  }

  /**
   * @param timeoutMs from the look at its address to the end of the answer
   * @returns the answer, whatever it is; never throws for what the consumer does
   */
  async send(
    webhook: OutboundWebhook,
    timeoutMs: number,
    now: Date,
    stop: AbortSignal,
  ): Promise<WebhookAnswer> {
    try {
      await this.guard.refuseUrl(webhook.url);
      return await inSpan(SPAN, async (span) => {
        const response = await request(webhook.url, {
          dispatcher: webhook.url.startsWith('https:') ? this.tls : this.plain,
          method: 'POST',
          headers: this.headers(webhook, now),
          body: webhook.body,
          signal: AbortSignal.any([stop, timeoutAfter(timeoutMs)]),
        });
        span.setAttribute('http.response.status_code', response.statusCode);
        return answerOf(response, now);
      });
    } catch (error) {
      return { status: null, error: textOf(error), retryAfterMs: null };
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.plain.destroy(), this.tls.destroy()]);
  }

  private headers({ id, body, secrets, headers }: OutboundWebhook, now: Date): Record<string, string> {
    return {
      ...headers,
      ...currentTrace(),
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'user-agent': 'Interlock',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, now, body)).join(' '),
    };
  }
}

async function answerOf(response: Dispatcher.ResponseData, now: Date): Promise<WebhookAnswer> {
  const { statusCode: status, headers } = response;
  const retryAfter = headers['retry-after'];
  const isTaken = status >= 200 && status < 300;
  const text = await beginningOf(response.body);
  return {
    status,
    error: isTaken ? null : `answered ${status}${text === '' ? '' : `: ${text}`}`,
    retryAfterMs: retryAfterMs(typeof retryAfter === 'string' ? retryAfter : null, now.getTime()),
  };
}

/** What was answered counts, though its text is endless, late or broken. */
async function beginningOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= MOST_ANSWER) break;
    }
  } catch {
    // The status has come, and with it all that matters.
  } finally {
    body.destroy();
  }
  return printable(Buffer.concat(chunks).subarray(0, MOST_ANSWER).toString('utf8'));
}

/** Postgres stores no NUL, and a log wants no control characters. */
const printable = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ').trim();

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, errors } = error as { code?: string; errors?: readonly Error[] };
  // A name with several addresses, none of which answered.
  const text = error.message === '' ? (errors?.[0]?.message ?? '') : error.message;
  return printable(code === undefined || text.includes(code) ? text || error.name : `${code}: ${text}`);
}
