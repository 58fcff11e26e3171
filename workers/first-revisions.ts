import type { Logger } from 'pino';
import type { Adapter } from '../adapters/port';
import { systemsFor } from '../config/systems';
import type { Topology } from '../contracts/topology';
import type { Ledger } from '../ledger';

/** Between two tries of a system that does not answer. */
const AGAIN_MS = 2_000;

/**
 * Learns what every plant builds before Interlock changed anything: its revisions and open orders from the ERP, the plans in
 * force from the QMS. Asked at each start, until each has answered once; what is known already is not overwritten.
 */
export class FirstRevisions {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly ledger: Ledger,
    private readonly topology: Topology,
    private readonly adapters: ReadonlyMap<string, Adapter>,
    private readonly log: Logger,
  ) {}

  start(): void {
    const items = Object.keys(this.topology.items);
    const questions = Object.keys(this.topology.plants).flatMap((plant) =>
      systemsFor(this.topology, ['erp', 'qms'], [plant]).map((system) => this.learn(system, plant, items)),
    );
    this.running = Promise.all(questions).then(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async learn(system: string, plant: string, items: readonly string[]): Promise<void> {
    const adapter = this.adapters.get(system);
    const { signal } = this.stopping;
    if (!adapter?.assess) return;
    while (!signal.aborted) {
      try {
        const said = await adapter.assess(
          { plant, items },
          { transaction: 'first-revisions', traceparent: null, signal },
        );
        await this.ledger.engineeringChanges.learn(plant, said, new Date());
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.log.warn(
          { err: error, system, plant },
          'what the plant builds could not be asked; it will be again',
        );
        await pause(AGAIN_MS, signal);
      }
    }
  }
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
