import type { AccessPattern, Policy } from '../contracts/policy';
import type { Role } from '../contracts/role';
import { fits } from './glob';

/** A call of the API, as policies name it. */
export interface Action {
  /** The call's own name, such as `placeHold`. */
  readonly id: string;
  readonly tag: string;
  readonly nature: 'read' | 'command';
}

/** May this caller do that there? */
export interface Question {
  readonly role: Role;
  readonly access: AccessPattern;
  /** Plants that the credential is good at; null: all. */
  readonly own: readonly string[] | null;
  readonly action: Action;
  /** Plants at which the call would act; none: nowhere, or it is not known yet. */
  readonly at: readonly string[];
}

export type Decision =
  | { readonly allowed: true; readonly rule: string }
  /** `rule`: of the house, that forbids it; null: no policy allows it. */
  | { readonly allowed: false; readonly rule: string | null };

/** What takes the authority of quality (H7). */
export const DISPOSING: readonly Action[] = ['decideDisposition', 'reverseDisposition'].map((id) => ({
  id,
  tag: 'dispositions',
  nature: 'command',
}));

/** What a partner may ever call: each answers of its own lots only. */
export const PARTNERS_CALLS: readonly string[] = ['askGate', 'getLot', 'getGenealogy'];

/** Rules that stand above every policy: what they forbid no topology allows (H7, A5). */
const HOUSE_RULES: readonly { id: string; forbids: (role: Role, action: Action) => boolean }[] = [
  {
    id: 'house:only-quality-disposes',
    forbids: (role, { id }) => role !== 'quality' && DISPOSING.some((one) => one.id === id),
  },
  {
    id: 'house:partners-see-their-own-lots',
    forbids: (role, { id }) => role === 'partner' && !PARTNERS_CALLS.includes(id),
  },
];

/**
 * Deny by default: allowed is what no rule of the house forbids and one policy allows as a whole, at all plants at which it
 * acts.
 */
export function decide(policies: readonly Policy[], question: Question): Decision {
  const { role, access, action } = question;
  const forbidden = HOUSE_RULES.find(({ forbids }) => forbids(role, action));
  if (forbidden) return { allowed: false, rule: forbidden.id };
  const policy = policies.find(
    (one) =>
      one.roles.includes(role) &&
      one.access.includes(access) &&
      names(one, action) &&
      question.at.every((plant) => coversPlant(one.plants, question.own, plant)),
  );
  return policy ? { allowed: true, rule: policy.id } : { allowed: false, rule: null };
}

/** Whether the policy is about the call, whoever makes it. */
export const names = ({ actions, except }: Pick<Policy, 'actions' | 'except'>, action: Action): boolean =>
  actions.some((pattern) => matches(pattern, action)) && !except.some((pattern) => matches(pattern, action));

/** Whether a pattern of a policy names the call. */
export function matches(pattern: string, { id, tag, nature }: Action): boolean {
  const colon = pattern.indexOf(':');
  if (colon >= 0 && pattern.slice(0, colon) !== nature) return false;
  const glob = pattern.slice(colon + 1);
  return fits(glob, id) || fits(glob, tag);
}

function coversPlant(plants: Policy['plants'], own: readonly string[] | null, plant: string): boolean {
  if (plants === 'all') return true;
  const isOwn = own === null || own.includes(plant);
  return plants === 'own' ? isOwn : isOwn && plants.includes(plant);
}

/** What a policy would allow though a rule of the house forbids it, where it says so, and what to do; null: nothing. */
export function breachOf(policy: Policy): { at: 'roles' | 'actions'; why: string; remedy: string } | null {
  const { roles, actions } = policy;
  const others = roles.filter((role) => role !== 'quality');
  if (others.length > 0 && DISPOSING.some((action) => names(policy, action)))
    return {
      at: 'roles',
      why: `${others.join(' and ')} may not dispose: only the QMS and quality do, and no policy changes that`,
      remedy: 'leave the role out, or add "command:dispositions" to except',
    };
  const beyond = actions.find((pattern) => !PARTNERS_CALLS.includes(pattern));
  if (roles.includes('partner') && beyond !== undefined)
    return {
      at: 'actions',
      why: `a partner may call ${PARTNERS_CALLS.join(', ')} and nothing else, and "${beyond}" is none of them`,
      remedy: 'name those calls one by one, or leave the role out',
    };
  return null;
}

/** Roles that the policies let make the call somewhere, in the order in which they name them. */
export const rolesFor = (policies: readonly Policy[], action: Action): Role[] => [
  ...new Set(
    policies
      .filter((policy) => names(policy, action))
      .flatMap(({ roles }) => roles)
      .filter((role) => !HOUSE_RULES.some(({ forbids }) => forbids(role, action))),
  ),
];
