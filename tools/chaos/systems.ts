import { randomUUID } from 'node:crypto';
import { exchange } from './http';
import { persist } from './patience';
import type { FaultSettings, System } from './plan/faults';
import type { ChaosStack } from './stack';

/** What a system says of a lot. */
export interface LotState {
  readonly quantity: string;
  readonly held: string;
  readonly scrapped: string;
  readonly status: string;
}
export interface SystemState {
  readonly lots: Readonly<Record<string, LotState>>;
  readonly items: Readonly<Record<string, { readonly active: string; readonly staged: string | null }>>;
  /** MES only. */
  readonly starts?: Readonly<Record<string, 'stopped' | 'allowed'>>;
  /** PLM only. */
  readonly changes?: Readonly<Record<string, unknown>>;
}
export interface SystemEffect {
  readonly key: string;
  readonly operation: string;
  readonly subject: string;
  readonly calls: number;
  readonly effects: number;
}

/** The sandbox systems, at their control addresses and at their own. Each call is tried until the system is there to answer. */
export class Systems {
  constructor(
    private readonly stack: ChaosStack,
    private readonly signal: AbortSignal,
  ) {}

  state(system: string): Promise<SystemState> {
    return this.control(system, 'GET', 'state');
  }

  /** Asked once. @returns null when it does not answer */
  glance(system: string): Promise<SystemState | null> {
    return this.once<SystemState>(system, 'GET', 'state').catch(() => null);
  }

  effects(system: string): Promise<SystemEffect[]> {
    return this.control(system, 'GET', 'effects');
  }

  async faults(system: System, settings: FaultSettings): Promise<void> {
    await this.control(system, 'PUT', 'faults', settings);
  }

  async hands(system: string): Promise<void> {
    await this.control(system, 'PUT', 'hands', { auto: true, afterMs: 200 });
  }

  /** The same pieces in each of these systems. Before anything is broken: repeated, it would bring as many again. */
  async addLots(
    systems: readonly string[],
    lots: readonly { readonly lot: string; readonly plant: string; readonly quantity: string }[],
  ): Promise<void> {
    const body = lots.map(({ lot, plant, quantity }) => ({
      lot,
      plant,
      quantity: { value: quantity, unit: 'EA' },
    }));
    for (const system of systems) await this.once(system, 'POST', 'lots', body);
  }

  /** What people do at a system's screen, until it has been done: one that lies is asked again. */
  async atScreen(system: string, path: string, body: object, isDone: () => Promise<boolean>): Promise<void> {
    await persist(async () => {
      if (await isDone()) return true;
      await exchange({
        method: 'POST',
        url: `${this.stack.description().systems[system]}${path}`,
        credential: this.stack.systemCredentials[system] ?? null,
        key: randomUUID(),
        body,
      });
      return null;
    }, this.signal);
  }

  private control<T>(system: string, method: 'GET' | 'PUT', path: string, body?: unknown): Promise<T> {
    return persist(() => this.once<T>(system, method, path, body), this.signal);
  }

  private async once<T>(
    system: string,
    method: 'GET' | 'PUT' | 'POST',
    path: string,
    body?: unknown,
  ): Promise<T> {
    const url = `${this.stack.description().controls[system]}/_sandbox/${path}`;
    const reply = await exchange<T>({ method, url, credential: null, body });
    if (reply.status >= 300)
      throw new Error(
        `${method} ${path} of ${system} was answered ${reply.status}: ${JSON.stringify(reply.body)}`,
      );
    return reply.body;
  }
}
