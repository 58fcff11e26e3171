import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import {
  INBOUND,
  type CloudEvent,
  type InboundAnswer,
  type InboundData,
  type InboundType,
} from '../../contracts/inbound';

export const SECRET = 'whsec_c2VjcmV0LW9mLXRoZS10ZXN0';

/** Interlock's inbound door as a source sees it: checks signature and data, and takes each id once. */
export class Door {
  readonly taken = new Map<string, CloudEvent>();
  duplicates = 0;

  constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** Events of a type about a subject, so far. */
  events<T extends InboundType>(type: T, subject: string): InboundData<T>[] {
    const found = [...this.taken.values()].filter(
      (event) => event.type === type && event.subject === subject,
    );
    return found.map(({ data }) => data as InboundData<T>);
  }

  take(events: readonly CloudEvent[]): InboundAnswer[] {
    return events.map((event) => {
      INBOUND[event.type as InboundType].parse(event.data);
      const duplicate = this.taken.has(event.id);
      if (duplicate) this.duplicates += 1;
      else this.taken.set(event.id, event);
      return { id: event.id, status: duplicate ? 'duplicate' : 'accepted' };
    });
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

export async function openDoor(): Promise<Door> {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    const events = new Webhook(SECRET).verify(
      body,
      request.headers as Record<string, string>,
    ) as CloudEvent[];
    response.setHeader('content-type', 'application/json').end(JSON.stringify(door.take(events)));
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const door = new Door(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return door;
}
