import { accessOf } from '../config/access';
import type { AccessPattern } from '../contracts/policy';
import { Problem, type ProblemCode } from '../contracts/problem';
import { decide, type Decision } from '../domain/policy';
import type { Authority, Caller } from '../ledger';
import { actionOf } from './action';
import { boundOf } from './authentication/bounds';
import type { Ask, Command, Exchange, Route, Services, Work } from './route';

/**
 * Refuses a caller whom no policy lets make this call anywhere: deny by default.
 * @throws Problem `forbidden`, or `not-authorized-to-decide` where it takes authority to decide
 */
export async function checkCall(
  route: Route,
  params: unknown,
  caller: Caller,
  services: Services,
): Promise<void> {
  const access = accessOf(caller, services.topology);
  const bound = boundOf(route, caller);
  if (bound) await refuse(route, params, caller, { ...bound, access }, services);
  const decision = judge(route, caller, access, [], services);
  if (decision.allowed) return;
  const why = `${route.id} is not for the role "${caller.role}"`;
  await refuse(route, params, caller, { why, access, rule: decision.rule }, services);
}

/**
 * Refuses a caller whom no policy lets act at every plant at which the command would.
 * @returns on which rule, for the audit
 * @throws Problem as `checkCall`
 */
export async function checkPlants(
  route: Command,
  ask: Ask,
  plants: readonly string[],
  caller: Caller,
  services: Services,
): Promise<Authority> {
  const access = accessOf(caller, services.topology);
  const decision = judge(route, caller, access, plants, services);
  if (decision.allowed) return { rule: decision.rule, access, by: cameInBy(caller) };
  const allowed = Object.keys(services.topology.plants).filter(
    (plant) => judge(route, caller, access, [plant], services).allowed,
  );
  const others = plants.filter((plant) => !allowed.includes(plant));
  const why = `"${caller.id}" may act at ${allowed.join(', ') || 'no plant'}, and this is at ${(others.length > 0 ? others : plants).join(', ')}`;
  return refuse(route, ask.params, caller, { why, access, rule: decision.rule }, services);
}

/** At which plants a caller may make a call, without trying: `nowhere`, the names, or null where it is bound to no plant. */
export function placesOf(route: Route, caller: Caller, services: Services): string[] | null | 'nowhere' {
  if (route.access === 'signed') return 'nowhere';
  if (route.access !== undefined) return null;
  const access = accessOf(caller, services.topology);
  if (boundOf(route, caller) || !judge(route, caller, access, [], services).allowed) return 'nowhere';
  const all = Object.keys(services.topology.plants);
  const plants = all.filter((plant) => judge(route, caller, access, [plant], services).allowed);
  return plants.length === all.length ? null : plants;
}

const judge = (
  route: Route,
  { role, plants: own }: Caller,
  access: AccessPattern,
  at: readonly string[],
  { topology }: Services,
): Decision => decide(topology.policies, { role, access, own, action: actionOf(route), at });

/** A refused decision is written to the audit before it is answered (H7, A5). */
async function refuse(
  route: Route,
  params: unknown,
  caller: Caller,
  { why, ...authority }: { why: string; access: AccessPattern; rule: string | null },
  services: Services,
): Promise<never> {
  services.metrics.refusals.inc({ by: caller.role, action: route.id });
  if (route.kind !== 'command' || !route.decides) throw new Problem('forbidden', `${why}.`);
  const transaction = await route.decides(params, services);
  const subject = Object.values(params as Record<string, string>).join('/');
  await services.ledger.auditRefusal(
    { who: actorOf(caller), by: cameInBy(caller), action: route.id, subject, why, transaction, ...authority },
    services.now(),
  );
  throw new Problem(
    'not-authorized-to-decide',
    `${why}; the refusal is recorded.`,
    [],
    transaction === null ? {} : { transaction },
  );
}

/** Refused to this person, though a policy lets their role: another has to do it, or has to show that it is them. */
const PERSONAL: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'segregation-of-duties',
  'signer-not-verified',
  'signer-locked',
  'not-authorized-to-decide',
]);

/** Writes to the audit that somebody was refused for who they are; the work's own transaction is gone by then. */
export async function recordRefusal(
  error: unknown,
  route: Command,
  ask: Ask,
  caller: Work['caller'],
  { transaction }: Exchange,
  services: Services,
): Promise<never> {
  if (error instanceof Problem && PERSONAL.has(error.code)) {
    services.metrics.refusals.inc({ by: caller.role, action: route.id });
    const { access } = caller.authority;
    const subject = Object.values(ask.params as Record<string, string>).join('/') || route.path;
    const entry = {
      action: route.id,
      subject,
      why: error.detail,
      rule: `house:${error.code}`,
      access,
      transaction,
    };
    await services.ledger.auditRefusal(
      { who: actorOf(caller), by: cameInBy(caller), ...entry },
      services.now(),
    );
  }
  throw error;
}

const actorOf = ({ id, name }: Caller) => ({ id, name });
const cameInBy = ({ kind, credential }: Caller) => ({ kind, credential });
