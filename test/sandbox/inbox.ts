import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import type { WebhookTarget } from '../../sandbox/core/outbox';

export interface Announced {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly data: Record<string, unknown>;
}

const SECRET = 'whsec_c2VjcmV0LW9mLXRoZS10ZXN0';
const inboxes: Inbox[] = [];

/** Takes a system's announcements as Interlock would: checks each signature, and answers with `answers` first, then 200. */
export class Inbox {
  readonly events: Announced[] = [];
  readonly contentTypes: string[] = [];
  calls = 0;
  private readonly server: Server;
  private heard: (() => void) | null = null;

  constructor(private readonly answers: number[]) {
    this.server = createServer((request, response) => void this.take(request, response));
  }

  async open(): Promise<WebhookTarget> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return {
      url: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1/inbound/it`,
      secret: SECRET,
    };
  }

  /** Waits until an event of this type has come. */
  async event(type: string): Promise<Announced> {
    for (;;) {
      const found = this.events.find((event) => event.type === type);
      if (found) return found;
      await this.next();
    }
  }

  async atLeast(events: number): Promise<Announced[]> {
    while (this.events.length < events) await this.next();
    return this.events;
  }

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.heard = resolve;
    });
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    this.calls += 1;
    const headers = request.headers as Record<string, string>;
    const parsed = new Webhook(SECRET).verify(body, headers) as Announced | Announced[];
    const status = this.answers.shift() ?? 200;
    if (status === 200) {
      this.events.push(...[parsed].flat().filter((event) => !isHistory(event)));
      this.contentTypes.push(headers['content-type']!);
    }
    response.writeHead(status).end();
    this.heard?.();
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** A MES tells at its first start what was made of what; what is made in a test is made of nothing. */
const isHistory = ({ type, data }: Announced): boolean =>
  type === 'mes.material.consumed.v1' && (data.consumed as unknown[]).length > 0;

/** @param answers statuses of the first calls; later ones are taken */
export async function inbox(...answers: number[]): Promise<{ inbox: Inbox; webhook: WebhookTarget }> {
  const created = new Inbox(answers);
  inboxes.push(created);
  return { inbox: created, webhook: await created.open() };
}

afterEach(() => inboxes.splice(0).forEach((one) => one.close()));
