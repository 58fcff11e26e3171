import type { Collection, Store } from './store';

/** What a caller asked once, however often it calls: its idempotency key and the subject. */
export interface Call {
  readonly key: string;
  readonly operation: string;
  readonly subject: string;
}

interface Effect extends Call {
  readonly calls: number;
  readonly effects: number;
  readonly at: string;
}

/** Remembers the answer of each key, and counts the calls that arrived beside the effects that happened. */
export class Effects {
  private readonly log: Collection<Effect>;
  private readonly answers: Collection<{ answer: unknown }>;

  constructor(private readonly store: Store) {
    this.log = store.collection('effects');
    this.answers = store.collection('answers');
  }

  /** Counts calls that arrived, whatever becomes of them: a transaction of its own. */
  arrived(calls: readonly Call[]): void {
    if (calls.length === 0) return;
    this.store.transaction(() => calls.forEach((call) => this.count(call, 1, 0)));
  }

  /** The first answer to this key, or `work`'s. A refusal is thrown and not remembered. */
  once<T>(call: Call, work: () => T): T {
    const first = this.answers.get(idOf(call));
    if (first) return first.answer as T;
    const answer = work();
    this.answers.put(idOf(call), { answer });
    this.count(call, 0, 1);
    return answer;
  }

  all(): Effect[] {
    return this.log.all();
  }

  private count(call: Call, calls: number, effects: number): void {
    const known = this.log.get(idOf(call)) ?? { ...call, calls: 0, effects: 0, at: new Date().toISOString() };
    this.log.put(idOf(call), { ...known, calls: known.calls + calls, effects: known.effects + effects });
  }
}

const idOf = (call: Call) => JSON.stringify([call.key, call.operation, call.subject]);
