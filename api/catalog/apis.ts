import type { CatalogApi, CatalogSystem } from '../../contracts/catalog';
import type { Topology } from '../../contracts/topology';
import { rolesFor } from '../../domain/policy';
import type { DeprecatedUser } from '../../ledger';
import { actionOf } from '../action';
import type { Route } from '../route';
import type { Seen } from './consumers';

type Level = CatalogApi['serviceLevel'];
const UNMEASURED: Level = { calls: 0, availability: null, p95Seconds: null };

interface Measured {
  readonly systems: readonly CatalogSystem[];
  readonly levels: ReadonlyMap<string, Level>;
  readonly seen: readonly Seen[];
  readonly deprecatedUsers: readonly DeprecatedUser[];
}

/** Every call of the route table, as it is and as it is used. */
export const catalogApis = (
  routes: readonly Route[],
  topology: Topology,
  { systems, levels, seen, deprecatedUsers }: Measured,
): CatalogApi[] =>
  routes.map((route) => {
    const { id, path, summary, tag } = route;
    const method = route.method.toUpperCase();
    const call = `${method} ${path}`;
    const dependencies = systems.filter(({ serves }) => serves.includes(tag));
    const own = topology.catalog.apis[tag] ?? {};
    return {
      id,
      method,
      path,
      version: /^\/(v\d+)\//.exec(path)?.[1] ?? 'v1',
      summary,
      tag,
      access: route.access ?? rolesFor(topology.policies, actionOf(route)),
      deprecation: route.deprecation
        ? {
            ...route.deprecation,
            callers: deprecatedUsers
              .filter((one) => one.route === call)
              .map(({ caller, calls, lastAt }) => ({ caller, calls, lastAt })),
          }
        : null,
      owner: own.owner ?? topology.catalog.owner,
      tier: own.tier ?? topology.catalog.tier ?? null,
      criticality: isCritical(route, dependencies) ? 'critical' : 'supporting',
      dependsOn: dependencies.map(({ name }) => name),
      consumers: seen
        .filter((one) => one.route === call)
        .map(({ caller, calls, lastAt }) => ({ caller, calls, lastAt: lastAt.toISOString() })),
      serviceLevel: levels.get(call) ?? UNMEASURED,
    };
  });

/** The gate, and what changes something in systems that contain material. */
const isCritical = (route: Route, dependencies: readonly CatalogSystem[]): boolean =>
  route.lane === 'gate' ||
  (route.kind === 'command' && dependencies.some(({ criticality }) => criticality === 'critical'));
