import type { Catalog } from '../../contracts/catalog';
import type { Subscription } from '../../contracts/subscription';
import { jsonSchemas } from '../documents/schemas';
import type { Route, Services } from '../route';
import { catalogApis } from './apis';
import { callLevels } from './call-level';
import type { Seen } from './consumers';
import { catalogEvents } from './events';
import { catalogSystems, WINDOW_HOURS } from './systems';

const HOUR_MS = 3_600_000;
/** More subscriptions than there may be. */
const PAGE = 1_000;

/**
 * What there is, out of the route table, the registries of events and schemas, the topology, what the adapters declare, and
 * what was measured: nothing of it is written down anywhere else.
 */
export async function catalogOf(routes: readonly Route[], services: Services): Promise<Catalog> {
  const { ledger, running, metrics, now } = services;
  const { topology } = running;
  const at = now();
  const [measured, subscriptions, levels, deprecatedUsers] = await Promise.all([
    ledger.systemServiceLevels(new Date(at.getTime() - WINDOW_HOURS * HOUR_MS)),
    ledger.subscriptions.list({ limit: PAGE }, at),
    callLevels(metrics),
    ledger.deprecatedUsers(),
  ]);
  const systems = catalogSystems(topology, measured);
  const seen = metrics.consumers.all();
  return {
    asOf: at.toISOString(),
    enterprise: topology.enterprise,
    environment: topology.environment,
    topologyVersion: running.version,
    countedSince: metrics.consumers.since.toISOString(),
    apis: catalogApis(routes, topology, { systems, levels, seen, deprecatedUsers }),
    events: catalogEvents(topology, subscriptions.items),
    schemas: [...jsonSchemas(routes).keys()].map((name) => ({
      name,
      href: `/v1/schemas/${encodeURIComponent(name)}`,
    })),
    systems,
    consumers: [...callers(routes, seen), ...subscriptions.items.map(subscriber)],
    tiers: topology.tiers,
  };
}

type Consumer = Catalog['consumers'][number];

function callers(routes: readonly Route[], seen: readonly Seen[]): Consumer[] {
  const idOf = new Map(routes.map(({ id, method, path }) => [`${method.toUpperCase()} ${path}`, id]));
  return [...new Set(seen.map(({ caller }) => caller))].map((caller) => {
    const own = seen.filter((one) => one.caller === caller);
    const last = Math.max(...own.map(({ lastAt }) => lastAt.getTime()));
    return {
      kind: 'caller',
      id: caller,
      uses: own.flatMap(({ route }) => idOf.get(route) ?? []),
      lastAt: new Date(last).toISOString(),
    };
  });
}

const subscriber = ({ id, types }: Subscription): Consumer => ({
  kind: 'subscription',
  id,
  uses: types,
  lastAt: null,
});
