import type { System } from '../../contracts/topology';
import type { HttpClient } from '../http/client';
import type { Instance } from './context';
import { TrytonRpc } from './rpc';
import { Site, SITE_DEFAULTS } from './site';

/**
 * One Tryton instance as the topology describes it. `options.database` names its database (the system's own name unless
 * given); `warehouse`, `storage`, `quarantine` and `scrap` are codes of its locations; `plant` is the plant whose
 * revisions an enterprise's instance keeps.
 * @param login `login:password` of Interlock's user there
 * @param http the way to it, without a token
 */
export function trytonInstance(
  name: string,
  { options, scope }: System,
  login: string,
  http: HttpClient,
): Instance {
  const site = new Site({
    warehouse: options.warehouse ?? SITE_DEFAULTS.warehouse,
    storage: options.storage ?? SITE_DEFAULTS.storage,
    quarantine: options.quarantine ?? SITE_DEFAULTS.quarantine,
    scrap: options.scrap ?? SITE_DEFAULTS.scrap,
  });
  const plant = scope === 'enterprise' ? (options.plant ?? null) : scope.plant;
  return { rpc: new TrytonRpc(name, options.database ?? name, login, http), site, plant };
}
