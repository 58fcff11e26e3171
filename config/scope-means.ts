import type { Product, Topology } from '../contracts/topology';
import { systemsOf } from './systems';

/** How a hold's scope may mean more than lots. */
export type ScopeRuleKind = 'order' | 'work-centre' | 'serial';

interface Means {
  /** Scopes that the product itself keeps from being used, beside lots and parts of them. */
  readonly enforces: readonly 'order'[];
  /** Scopes of which the product can name the lots. */
  readonly names: readonly ScopeRuleKind[];
}

/** What products can do for holds by more than lots; of a product that is not here, nothing. Their adapters do it. */
export const SCOPE_MEANS: Partial<Record<Product, Means>> = {
  'sandbox-mes': { enforces: ['order'], names: ['order', 'work-centre', 'serial'] },
};

const mesOf = (topology: Topology, plant: string, can: (means: Means) => boolean): string[] =>
  systemsOf(topology, 'mes', plant).filter((name) => {
    const means = SCOPE_MEANS[topology.systems[name]!.product];
    return means !== undefined && can(means);
  });

/** MESs of a plant that can hold an order. */
export const holdingOrders = (topology: Topology, plant: string): string[] =>
  mesOf(topology, plant, ({ enforces }) => enforces.includes('order'));

/** MESs of a plant that can name the lots that a scope of that kind means. */
export const naming = (topology: Topology, plant: string, kind: ScopeRuleKind): string[] =>
  mesOf(topology, plant, ({ names }) => names.includes(kind));
