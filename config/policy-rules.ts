import { CALLS } from '../contracts/calls';
import type { Policy } from '../contracts/policy';
import type { Topology } from '../contracts/topology';
import { breachOf, matches, type Action } from '../domain/policy';
import type { Complain } from './topology-rules';

const ACTIONS = Object.entries(CALLS).map(([id, call]): Action => {
  const [nature, tag] = call.split(':') as [Action['nature'], string];
  return { id, tag, nature };
});

/** What the schema cannot say of policies and partners. */
export function checkPolicies(topology: Topology, complain: Complain): void {
  for (const [index, policy] of topology.policies.entries()) {
    const at = ['policies', index];
    const breach = breachOf(policy);
    if (breach) complain([...at, breach.at], breach.why, breach.remedy);
    for (const field of ['actions', 'except'] as const) checkActions(policy, field, at, complain);
    checkPlants(policy, topology, at, complain);
  }
  checkPartners(topology, complain);
}

type Path = readonly (string | number)[];

/** Who misspells a call allows less than they think, or leaves out less. */
function checkActions(policy: Policy, field: 'actions' | 'except', at: Path, complain: Complain): void {
  for (const [index, pattern] of policy[field].entries())
    if (!ACTIONS.some((action) => matches(pattern, action)))
      complain(
        [...at, field, index],
        `"${pattern}" names no call`,
        'take the operationId or the tag of one from /openapi.json, such as "placeHold" or "command:holds"',
      );
}

function checkPlants({ plants }: Policy, topology: Topology, at: Path, complain: Complain): void {
  if (typeof plants === 'string') return;
  for (const [index, plant] of plants.entries())
    if (!Object.hasOwn(topology.plants, plant))
      complain(
        [...at, 'plants', index],
        `there is no plant "${plant}"`,
        `name one of ${Object.keys(topology.plants).join(', ')}, or write plants: own`,
      );
}

function checkPartners({ partners }: Topology, complain: Complain): void {
  const known = new Map<string, string>();
  for (const [name, { callers = [name] }] of Object.entries(partners))
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
