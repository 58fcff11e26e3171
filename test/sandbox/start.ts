import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KindName } from '../../sandbox/core/kind';
import type { Means } from '../../sandbox/core/lots';
import type { WebhookTarget } from '../../sandbox/core/outbox';
import { type RunningSystem, startSystem } from '../../sandbox/system';

export const TOKEN = 'token-of-the-test';

interface LotState {
  readonly quantity: string;
  readonly held: string;
  readonly scrapped: string;
  readonly status: string;
  readonly ownStatus: string;
}

interface EffectState {
  readonly key: string;
  readonly operation: string;
  readonly subject: string;
  readonly calls: number;
  readonly effects: number;
}

export interface Answered<T> {
  readonly status: number;
  readonly body: T;
}

/** A sandbox system in this process, spoken to over real HTTP. Stopped and removed after the test. */
export class TestSystem {
  private running!: RunningSystem;
  private readonly folder = mkdtempSync(join(tmpdir(), 'interlock-sandbox-'));

  constructor(
    private readonly kind: KindName,
    private readonly webhook: WebhookTarget | null,
    private readonly means: Means,
  ) {}

  get api(): string {
    return this.running.api;
  }

  async start(): Promise<this> {
    const port = this.running ? Number(new URL(this.running.api).port) : 0;
    const controlPort = this.running ? Number(new URL(this.running.control).port) : 0;
    const { kind, folder, webhook, means } = this;
    const plant = kind === 'mes' ? 'lyon' : null;
    this.running = await startSystem({
      name: kind,
      kind,
      plant,
      means,
      host: '127.0.0.1',
      port,
      controlPort,
      folder,
      token: TOKEN,
      webhook,
    });
    return this;
  }

  async restart(): Promise<void> {
    await this.running.stop();
    await this.start();
  }

  async remove(): Promise<void> {
    await this.running.stop();
    rmSync(this.folder, { recursive: true });
  }

  get<T>(path: string): Promise<Answered<T>> {
    return request(`${this.api}${path}`, 'GET');
  }

  /** The idempotency key is a new one unless it is given. */
  post<T>(path: string, body: unknown, key: string = randomUUID()): Promise<Answered<T>> {
    return request(`${this.api}${path}`, 'POST', body, key);
  }

  async lot(lot: string): Promise<LotState> {
    const { lots } = await this.state<{ lots: Record<string, LotState> }>();
    if (!lots[lot]) throw new Error(`${this.kind} says nothing of ${lot}.`);
    return lots[lot];
  }

  state<T>(): Promise<T> {
    return this.control('GET', 'state');
  }

  effects(): Promise<EffectState[]> {
    return this.control('GET', 'effects');
  }

  faults(faults: object): Promise<unknown> {
    return this.control('PUT', 'faults', faults);
  }

  /** An instant, or null for the machine's clock. */
  clock(at: string | null): Promise<unknown> {
    return this.control('PUT', 'clock', { at });
  }

  hands(hands: object): Promise<unknown> {
    return this.control('PUT', 'hands', hands);
  }

  /** 100 pieces of each at lyon. */
  addLots(...lots: string[]): Promise<unknown> {
    const quantity = { value: '100', unit: 'EA' };
    return this.control(
      'POST',
      'lots',
      lots.map((lot) => ({ lot, plant: 'lyon', quantity })),
    );
  }

  async control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await request<T>(`${this.running.control}/_sandbox/${path}`, method, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}

async function request<T>(url: string, method: string, body?: unknown, key?: string): Promise<Answered<T>> {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      // A kept connection may be one that a restart has closed.
      connection: 'close',
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as T };
}

const started: TestSystem[] = [];

export async function sandbox(
  kind: KindName,
  webhook: WebhookTarget | null = null,
  means: Means = 'quantity',
): Promise<TestSystem> {
  const system = await new TestSystem(kind, webhook, means).start();
  started.push(system);
  return system;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((system) => system.remove()));
});
