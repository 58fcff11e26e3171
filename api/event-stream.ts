import type { LoggedEvent } from '../contracts/record';
import type { EventSettings } from '../contracts/event-settings';
import { EVERY, type Changes, type EventFilter, type EventLog } from '../ledger';
import { Bell } from './bell';

/** Events that are read at once; as many lie in memory for a reader that is slow. */
const PAGE = 100;
/** Changes are announced; this bounds what is not, or is lost. */
const LOOK_AGAIN_MS = 500;
/** After which a client connects again. */
const RETRY_MS = 1_000;

export interface Stream {
  readonly filter: EventFilter;
  /** Sequence after which it begins. */
  readonly after: number;
  /** What ends it: the reader has hung up, the process is asked to stop. */
  readonly end: readonly AbortSignal[];
  readonly settings: Pick<EventSettings, 'heartbeatSeconds' | 'streamSeconds'>;
}

interface Log {
  readonly events: Pick<EventLog, 'follow'>;
  readonly changes: Pick<Changes, 'subscribe'>;
}

/**
 * The log as server-sent events, from a point on: each event with its sequence as id, so that a client that connects again
 * misses none and gets none twice. The next page is read when the one before has gone out. A sign of life carries the point
 * that was reached, so that a reader whose filter seldom fits does not go back.
 * @param lookAgainMs after which the log is looked at though nothing was announced
 */
export async function* eventStream(
  { events, changes }: Log,
  { filter, after, end, settings }: Stream,
  lookAgainMs = LOOK_AGAIN_MS,
): AsyncGenerator<string> {
  const bell = new Bell();
  const endsAt = performance.now() + settings.streamSeconds * 1_000;
  const isOver = () => end.some((signal) => signal.aborted) || performance.now() >= endsAt;
  const unsubscribe = changes.subscribe(EVERY, bell.ring);
  for (const signal of end) signal.addEventListener('abort', bell.ring);
  let upTo = after;
  let saidAt = performance.now();
  try {
    yield `retry: ${RETRY_MS}\n\n`;
    while (!isOver()) {
      bell.silence();
      const page = await events.follow(filter, upTo, PAGE);
      upTo = page.upTo;
      const isQuiet = performance.now() - saidAt >= settings.heartbeatSeconds * 1_000;
      if (page.events.length > 0) yield page.events.map(shown).join('');
      else if (isQuiet) yield `: still here\nid: ${upTo}\n\n`;
      if (page.events.length > 0 || isQuiet) saidAt = performance.now();
      if (page.isAll && !isOver()) await bell.rung(lookAgainMs);
    }
  } finally {
    unsubscribe();
    for (const signal of end) signal.removeEventListener('abort', bell.ring);
  }
}

/** Without an `event` field: a browser gives each to `onmessage`, whatever its type. */
const shown = (event: LoggedEvent): string => `id: ${event.sequence}\ndata: ${JSON.stringify(event)}\n\n`;
