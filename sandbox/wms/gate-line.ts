import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { timeoutAfter } from '../core/timeout';
import type { Store } from '../core/store';
import { AuthorizationBook } from './authorizations';

/** Where the gate is, and the bearer key of a caller that may read its events. */
export interface GateAddress {
  readonly url: string;
  readonly key: string;
}

const EVERY_MS = 250;
const TIMEOUT_MS = 5_000;
const REVOKED = 'interlock.shipment-authorization.revoked.v1';
const Keys = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })) });
const Events = z.object({
  events: z.array(z.object({ sequence: z.int(), data: z.looseObject({ authorization: z.string() }) })),
});

/**
 * The warehouse's line to the gate: its public keys, once; and while there are authorizations that may still be loaded by, what
 * was revoked of them. While the line is cut, authorizations are good until they expire.
 */
export class GateLine {
  private readonly book: AuthorizationBook;
  private readonly stopped = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly gate: GateAddress,
  ) {
    this.book = new AuthorizationBook(store);
  }

  start(): void {
    this.running = this.follow();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  private async follow(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      await (this.book.knowsKeys ? this.hear() : this.learnKeys()).catch(() => undefined);
      await wait(EVERY_MS, null, { signal: this.stopped.signal }).catch(() => null);
    }
  }

  private async learnKeys(): Promise<void> {
    const { keys } = Keys.parse(await this.get('/v1/gate/keys'));
    this.store.transaction(() => this.book.learnKeys(keys));
  }

  private async hear(): Promise<void> {
    const live = this.book.live(new Date());
    if (live.length === 0) return;
    const after = Math.min(...live.map(({ heard }) => heard));
    const { events } = Events.parse(await this.get(`/v1/events?after=${after}&type=${REVOKED}&limit=200`));
    const last = events.at(-1);
    if (!last) return;
    const revoked = events.map(({ data }) => data.authorization);
    this.store.transaction(() => this.book.hear(revoked, last.sequence, new Date()));
  }

  private async get(path: string): Promise<unknown> {
    const signal = AbortSignal.any([this.stopped.signal, timeoutAfter(TIMEOUT_MS)]);
    const headers = { authorization: `Bearer ${this.gate.key}` };
    const response = await fetch(new URL(path, this.gate.url), { headers, signal });
    if (!response.ok) throw new Error(`The gate answered ${response.status} to ${path}.`);
    return response.json();
  }
}
