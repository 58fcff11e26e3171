import type { CatalogEvent } from '../../contracts/catalog';
import { EVENTS, type EventContract } from '../../contracts/events';
import { INBOUND, type InboundType } from '../../contracts/inbound';
import { transitionOf } from '../../contracts/ownership';
import type { Subscription } from '../../contracts/subscription';
import type { Topology } from '../../contracts/topology';
import { fits } from '../../domain/glob';

/**
 * Every type of event that is published or taken, and who gets or tells it.
 * @param registry of what is published
 */
export function catalogEvents(
  topology: Topology,
  subscriptions: readonly Subscription[],
  registry: Readonly<Record<string, EventContract>> = EVENTS,
): CatalogEvent[] {
  const published = Object.entries(registry).map(([type, { summary, retention }]): CatalogEvent => ({
    ...about(type, topology),
    direction: 'published',
    summary,
    retention,
    producers: ['interlock'],
    consumers: subscriptions
      .filter(({ types }) => types.length === 0 || types.some((glob) => fits(glob, type)))
      .map(({ id }) => id),
  }));
  const taken = (Object.keys(INBOUND) as InboundType[]).map((type): CatalogEvent => ({
    ...about(type, topology),
    direction: 'taken',
    summary: null,
    retention: null,
    producers: producersOf(type, topology),
    consumers: ['interlock'],
  }));
  return [...published, ...taken];
}

const about = (type: string, { catalog }: Topology) => ({
  type,
  version: Number(/\.v(\d+)$/.exec(type)?.[1] ?? 1),
  schema: `/v1/schemas/${encodeURIComponent(type)}`,
  owner: catalog.owner,
});

/** Systems whose word counts: of the role that owns the transition. */
const producersOf = (type: InboundType, { systems, ownership }: Topology): string[] =>
  Object.entries(systems)
    .filter(([, { roles }]) => roles.includes(ownership[transitionOf(type)]))
    .map(([name]) => name);
