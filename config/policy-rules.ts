import type { Topology } from '../contracts/topology';
import { breachOf } from '../domain/policy';
import type { Complain } from './topology-rules';

/** Policies and partners: what no policy may allow, plants that must exist, and callers that are one partner's only. */
export function checkPolicies(topology: Topology, complain: Complain): void {
  for (const [index, policy] of topology.policies.entries()) {
    const breach = breachOf(policy);
    if (breach) complain(['policies', index, breach.at], breach.why, breach.remedy);
    if (typeof policy.plants !== 'string')
      for (const [at, plant] of policy.plants.entries())
        if (!Object.hasOwn(topology.plants, plant))
          complain(
            ['policies', index, 'plants', at],
            `there is no plant "${plant}"`,
            `name one of ${Object.keys(topology.plants).join(', ')}, or write plants: own`,
          );
  }
  const known = new Map<string, string>();
  for (const [name, { callers = [name] }] of Object.entries(topology.partners))
    for (const caller of callers) {
      const other = known.get(caller);
      if (other !== undefined)
        complain(
          ['partners', name],
          `"${caller}" is a caller of ${other} already`,
          'let each caller belong to one partner',
        );
      known.set(caller, name);
    }
}
