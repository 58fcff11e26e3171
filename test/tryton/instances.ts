import { randomUUID } from 'node:crypto';
import { createAdapter } from '../../adapters/registry';
import type { Adapter, Ask, CallContext, Effect, Observation } from '../../adapters/port';
import type { TrytonCaller } from '../../adapters/tryton/rpc';
import type { Product, System } from '../../contracts/topology';
import { loginOf, type TrytonUser } from '../../tools/tryton/seed/users';
import { openSession } from '../../tools/tryton/session';
import type { TrytonDescription } from '../../tools/tryton/main';
import { ensureProgram } from '../support/run-folder';

const PROGRAM = { name: '../tryton/main', folder: 'tryton', description: 'tryton.json', args: [] };

type Role = keyof TrytonDescription;

/** Three live Tryton instances, one set for the whole run. */
export interface TrytonInstances {
  readonly addresses: TrytonDescription;
  /** Interlock's adapter for one of them. */
  adapter<A extends Adapter>(role: Role): A;
  /** One user at work in one of them. */
  as(user: TrytonUser | 'admin', role: Role): TrytonCaller;
}

export async function instances(): Promise<TrytonInstances> {
  const addresses = await ensureProgram<TrytonDescription>(PROGRAM);
  return {
    addresses,
    adapter: <A extends Adapter>(role: Role) =>
      createAdapter(role, system(role, addresses[role]), loginOf('interlock')) as A,
    as: (user, role) => openSession(addresses[role], role, loginOf(user)),
  };
}

const system = (role: Role, address: string): System => ({
  roles: [role],
  scope: 'enterprise',
  product: `tryton-${role}` satisfies Product,
  address,
  timeoutMs: 60_000,
  concurrency: 8,
  batch: 20,
  patienceSeconds: 30,
  locations: [],
  options: { database: role, plant: 'lyon' },
});

export const context = (): CallContext => ({
  transaction: 'T-test',
  traceparent: null,
  signal: new AbortController().signal,
});

let generation = 0;

/** An ask about a lot: `held` with a quantity (null: the whole lot), or `free`. */
export function lotAsk(lot: string, state: 'held' | 'free', quantity: string | null = null): Ask {
  generation += 1;
  return {
    target: `target-${lot}`,
    subject: { kind: 'lot', id: lot },
    desired: { state, quantity: quantity ?? '0' },
    whole: state === 'held' && quantity === null,
    generation,
    token: generation,
    key: randomUUID(),
    // Far enough for a slow machine: what is late is a test's own.
    deadline: state === 'free' ? new Date(Date.now() + 3_600_000).toISOString() : null,
    restore: null,
    detail: {
      item: lot.slice(0, lot.indexOf(':')),
      lot,
      unit: 'EA',
      plant: 'lyon',
      hold: 'QH-test',
      reason: { code: 'dimension', text: 'diameter 9.89 mm, lower limit 9.95 mm' },
      nonconformance: null,
      disposition: null,
      revision: null,
      postingDate: null,
      quarantine: 'LYON-QUARANTINE',
    },
  };
}

export function dispositionAsk(
  lot: string,
  id: string,
  decision: NonNullable<Ask['detail']['disposition']>['decision'],
  quantity: string,
  state: 'posted' | 'undone' = 'posted',
): Ask {
  const ask = lotAsk(lot, 'held');
  return {
    ...ask,
    target: `target-${id}`,
    subject: { kind: 'disposition', id },
    desired: { state, quantity },
    whole: false,
    detail: { ...ask.detail, disposition: { id, decision, quantity, reference: 'MRB-77' } },
  };
}

/** Asks, expects to be acknowledged, and reads back. */
export async function bring(effect: Effect, ask: Ask): Promise<Observation> {
  const [answer] = await effect.ask([ask], context());
  if (answer?.outcome !== 'acknowledged') throw new Error(`not acknowledged: ${JSON.stringify(answer)}`);
  return (await effect.observe([ask], context()))[0]!;
}
