import type { Pool, PoolClient } from 'pg';
import { Ledger } from '../../ledger';
import { eventually } from '../support/eventually';
import { demoTopology } from './open-ledger';

/** What became of one of the two: its answer, or the error that it met. */
export interface Outcome<T> {
  readonly value?: T;
  readonly error?: unknown;
  /** Coverage transactions that it began: more than one when it was retried. */
  readonly begun: number;
}

/** One of two who meet twice: with their snapshots taken, and with all their work done. */
class Side {
  begun = 0;
  reached: 'nothing' | 'snapshot' | 'end' = 'nothing';
  other: Side = this;

  constructor(private readonly pool: Pool) {}

  ledger(): Ledger {
    const gated = { connect: async () => this.gate(await this.pool.connect()) };
    const pool = new Proxy(this.pool, {
      get: (target, name) =>
        name === 'connect' ? gated.connect : (Reflect.get(target, name, target) as unknown),
    });
    return new Ledger(pool, demoTopology(), { temporalUi: '', namespace: '' });
  }

  private gate(client: PoolClient): PoolClient {
    const query = async (...args: [string | { text: string }, ...unknown[]]): Promise<unknown> => {
      const text = typeof args[0] === 'string' ? args[0] : args[0].text;
      const run = () => (client.query as (...all: unknown[]) => Promise<unknown>)(...args);
      if (text.startsWith('begin isolation level')) {
        this.begun++;
        const begun = await run();
        // A transaction sees what was committed when its first statement began. It waits for the other however slow that is.
        await client.query('set local idle_in_transaction_session_timeout = 0; select 1');
        if (this.reached === 'nothing') await this.meet('snapshot');
        return begun;
      }
      if (text === 'commit' && this.reached === 'snapshot') await this.meet('end');
      if (text === 'rollback') this.reached = 'end';
      return run();
    };
    return new Proxy(client, {
      get: (target, name) => {
        if (name === 'query') return query;
        const value = Reflect.get(target, name, target) as unknown;
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }

  /** Waits for the other, unless the other waits for a row that this one has locked. */
  private async meet(reached: 'snapshot' | 'end'): Promise<void> {
    this.reached = reached;
    const there = reached === 'snapshot' ? ['snapshot', 'end'] : ['end'];
    await eventually(async () => there.includes(this.other.reached) || (await this.isBlocking()), {
      every: 3,
    });
  }

  private async isBlocking(): Promise<boolean> {
    const found = await this.pool.query(
      "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return found.rows.length > 0;
  }

  async outcome<T>(work: (ledger: Ledger) => Promise<T>): Promise<Outcome<T>> {
    try {
      const value = await work(this.ledger());
      return { value, begun: this.begun };
    } catch (error) {
      return { error, begun: this.begun };
    } finally {
      this.reached = 'end';
    }
  }
}

/**
 * Two coverage transactions on two connections, really interleaved: both have taken their snapshot before either works,
 * and both have done their work before either commits, unless one waits for the other's lock. A retry runs freely.
 */
export async function interleave<A, B>(
  pool: Pool,
  first: (ledger: Ledger) => Promise<A>,
  second: (ledger: Ledger) => Promise<B>,
): Promise<[Outcome<A>, Outcome<B>]> {
  const one = new Side(pool);
  const two = new Side(pool);
  one.other = two;
  two.other = one;
  return Promise.all([one.outcome(first), two.outcome(second)]);
}
