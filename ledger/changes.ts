import type { Pool, PoolClient } from 'pg';
import { CHANGE_CHANNEL } from './commands';

/** Subscribed to by who wants to hear of every transaction. */
export const EVERY = '*';

/**
 * Tells who waits when a transaction changed, by Postgres' LISTEN. One connection serves all; while it is lost, and when
 * it comes back, everyone is told, so that nobody sleeps through a change.
 */
export class Changes {
  private readonly waiting = new Map<string, Set<() => void>>();
  private client: PoolClient | null = null;
  private retry: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(
    private readonly pool: Pool,
    private readonly channel: string = CHANGE_CHANNEL,
  ) {}

  /** @returns a function that ends the subscription */
  subscribe(transaction: string, told: () => void): () => void {
    if (!this.client && !this.retry) void this.listen();
    const set = this.waiting.get(transaction) ?? new Set();
    set.add(told);
    this.waiting.set(transaction, set);
    return () => {
      set.delete(told);
      if (set.size === 0) this.waiting.delete(transaction);
    };
  }

  close(): void {
    this.closed = true;
    if (this.retry) clearTimeout(this.retry);
    this.client?.release(true);
    this.client = null;
  }

  private async listen(): Promise<void> {
    this.retry = setTimeout(() => undefined, 0);
    let client: PoolClient | undefined;
    try {
      const own = (client = await this.pool.connect());
      own.on('notification', ({ payload }) => this.tell(payload ?? ''));
      own.on('error', () => this.lost(own));
      await own.query(`listen ${this.channel}`);
      this.client = own;
      this.retry = null;
      this.tell('');
    } catch {
      client?.release(true);
      this.again();
    }
  }

  private lost(client: PoolClient): void {
    if (this.client !== client) return;
    client.release(true);
    this.client = null;
    this.tell('');
    this.again();
  }

  private again(): void {
    if (this.closed) return;
    this.retry = setTimeout(() => void this.listen(), 250);
  }

  /** An empty name tells everyone. */
  private tell(transaction: string): void {
    const sets =
      transaction === ''
        ? [...this.waiting.values()]
        : [transaction, EVERY].flatMap((topic) => this.waiting.get(topic) ?? []);
    for (const set of sets) for (const told of set) told();
  }
}
