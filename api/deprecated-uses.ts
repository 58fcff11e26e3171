import { Counter, type Registry } from 'prom-client';
import type { Ledger } from '../ledger';

type Use = Parameters<Ledger['addDeprecatedUses']>[0][number];

/** More callers of one process are counted together: whatever names a provider of identities makes up. */
const MOST_CALLERS = 200;
const OTHERS = 'others';

/** Who makes deprecated calls: counted in this process, and added up in the ledger now and then. */
export class DeprecatedUses {
  readonly #counter: Counter<'route' | 'caller'>;
  readonly #callers = new Set<string>();
  #notKept = new Map<string, Use>();

  constructor(registry: Registry) {
    this.#counter = new Counter({
      name: 'interlock_deprecated_calls_total',
      help: 'Calls that another takes the place of, by who still makes them',
      labelNames: ['route', 'caller'] as const,
      registers: [registry],
    });
  }

  /** @param route method and path, as the route table has them */
  count(route: string, id: string): void {
    const caller = this.#callers.has(id) || this.#callers.size < MOST_CALLERS ? id : OTHERS;
    this.#callers.add(caller);
    this.#counter.inc({ route, caller });
    this.#add({ route, caller, calls: 1 });
  }

  /** Adds to the ledger what was counted since; what it does not take is added the next time. */
  async keep(ledger: Pick<Ledger, 'addDeprecatedUses'>, now: Date): Promise<void> {
    const uses = [...this.#notKept.values()];
    if (uses.length === 0) return;
    this.#notKept = new Map();
    try {
      await ledger.addDeprecatedUses(uses, now);
    } catch (error) {
      for (const use of uses) this.#add(use);
      throw error;
    }
  }

  #add(use: Use): void {
    const key = JSON.stringify([use.route, use.caller]);
    const calls = use.calls + (this.#notKept.get(key)?.calls ?? 0);
    this.#notKept.set(key, { ...use, calls });
  }
}
