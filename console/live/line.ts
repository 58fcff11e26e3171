import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Answer } from '../client/call';
import type { Credential } from '../sign-in/credential';
import { isUnseen, whenSeen, whileSeen } from './seen';

export type LoggedEvent = Answer<'listEvents'>['events'][number];
export type LineState =
  | { readonly is: 'connecting' }
  | { readonly is: 'live' }
  | { readonly is: 'lost'; readonly since: number }
  /** This caller is not told of events: what is shown is asked for again and again. */
  | { readonly is: 'none' };

/** The stream gives a sign of life more often than this. */
const SILENCE_MS = 45_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5_000;

/** The event log as it is written: one connection a tab, opened again where it was when it breaks. */
export class Line {
  private now: LineState = { is: 'connecting' };
  private last: string | null = null;
  private readonly listeners = new Set<(event: LoggedEvent) => void>();
  private readonly watchers = new Set<() => void>();
  private readonly closed = new AbortController();

  constructor(
    private readonly credential: Pick<Credential, 'bearer' | 'renew'>,
    /** The credential is not known, or not any more, and there is no other. */
    private readonly onRefused: () => void,
  ) {
    void this.run();
  }

  get state(): LineState {
    return this.now;
  }

  /** @returns stops listening */
  onEvent(listener: (event: LoggedEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** @returns stops watching */
  onState(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  close(): void {
    this.closed.abort();
  }

  private async run(): Promise<void> {
    const { signal } = this.closed;
    for (let wait = FIRST_RETRY_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_RETRY_MS)) {
      await whenSeen(signal);
      const wasLive = await this.read().catch(() => false);
      if (signal.aborted || this.now.is === 'none') return;
      if (isUnseen()) this.turn({ is: 'connecting' });
      else if (wasLive) wait = FIRST_RETRY_MS;
      else if (this.now.is !== 'lost') this.turn({ is: 'lost', since: Date.now() });
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }

  /** @returns whether it was live before it ended: a stream that the API ends in order is opened again, and not lost */
  private async read(): Promise<boolean> {
    const seen = whileSeen();
    const silence = new AbortController();
    let alarm = setTimeout(() => silence.abort(), SILENCE_MS);
    const heard = () => {
      clearTimeout(alarm);
      alarm = setTimeout(() => silence.abort(), SILENCE_MS);
    };
    try {
      const signal = AbortSignal.any([this.closed.signal, silence.signal, seen.signal]);
      const { bearer } = this.credential;
      let response = await this.open(bearer, signal);
      if (response.status === 401 && (this.credential.bearer !== bearer || (await this.credential.renew())))
        response = await this.open(this.credential.bearer, signal);
      if (response.status === 401) this.onRefused();
      if (response.status === 403) this.turn({ is: 'none' });
      if (!response.ok || !response.body) return false;
      this.turn({ is: 'live' });
      const reader = response.body
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream({ onComment: heard }))
        .getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return true;
        heard();
        if (value.id !== undefined) this.last = value.id;
        const event = JSON.parse(value.data) as LoggedEvent;
        for (const listener of this.listeners) listener(event);
      }
    } finally {
      seen.end();
      clearTimeout(alarm);
    }
  }

  private open(bearer: string, signal: AbortSignal): Promise<Response> {
    return fetch('/v1/events/stream', {
      headers: {
        authorization: `Bearer ${bearer}`,
        ...(this.last !== null && { 'last-event-id': this.last }),
      },
      signal,
    });
  }

  private turn(next: LineState): void {
    if (this.now.is === next.is) return;
    this.now = next;
    for (const watcher of this.watchers) watcher();
  }
}
