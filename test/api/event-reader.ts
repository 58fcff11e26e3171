import type { LoggedEvent } from '../../contracts/record';
import { eventually } from '../support/eventually';
import type { Served } from './serve';

/** A reader of the event stream, as a browser's EventSource reads it. */
export interface EventReader {
  readonly response: Response;
  readonly events: LoggedEvent[];
  /** The last `id` that was sent, with an event or without. */
  lastId: string | null;
  comments: number;
  ended: boolean;
  /** Hangs up. */
  close(): Promise<void>;
}

/** @param query of the stream @param lastEventId what a client sends that connects again */
export async function readStream(
  api: Served,
  query = '',
  { as = 'auditor', lastEventId = undefined as string | undefined } = {},
): Promise<EventReader> {
  const response = await api.call('GET', `/v1/events/stream${query}`, {
    as,
    headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
  });
  const body = response.body!.getReader();
  const reader: EventReader = {
    response,
    events: [],
    lastId: null,
    comments: 0,
    ended: false,
    async close() {
      await body.cancel();
      await eventually(() => reader.ended);
    },
  };
  void (async () => {
    const decoder = new TextDecoder();
    let text = '';
    for (;;) {
      const { done, value } = await body.read().catch(() => ({ done: true, value: undefined }));
      if (done) break;
      text += decoder.decode(value, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) take(block, reader);
    }
    reader.ended = true;
  })();
  return reader;
}

function take(block: string, reader: EventReader): void {
  for (const line of block.split('\n')) {
    if (line.startsWith(':')) reader.comments++;
    if (line.startsWith('id: ')) reader.lastId = line.slice(4);
    if (line.startsWith('data: ')) reader.events.push(JSON.parse(line.slice(6)) as LoggedEvent);
  }
}
