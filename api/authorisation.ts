import { Problem } from '../contracts/problem';
import type { Caller } from '../ledger';
import type { Ask, Command, Route, Services } from './route';

/**
 * Refuses a caller whose role the route does not name: deny by default.
 * @throws Problem `forbidden`, or `not-authorized-to-decide` where it takes authority to decide
 */
export async function checkRole(
  route: Route,
  params: unknown,
  caller: Caller,
  services: Services,
): Promise<void> {
  if (Array.isArray(route.access) && route.access.includes(caller.role)) return;
  await refuse(route, params, caller, `${route.id} is not for the role "${caller.role}"`, services);
}

/** Refuses a caller whose key is not for every plant at which the command would act. */
export async function checkPlants(
  route: Command,
  ask: Ask,
  plants: readonly string[],
  caller: Caller,
  services: Services,
): Promise<void> {
  const mine = caller.plants;
  const others = mine === null ? [] : plants.filter((plant) => !mine.includes(plant));
  if (mine === null || others.length === 0) return;
  const why = `"${caller.id}" may act at ${mine.join(', ')}, and this is at ${others.join(', ')}`;
  await refuse(route, ask.params, caller, why, services);
}

/** A refused decision is written to the audit before it is answered (H7, A5). */
async function refuse(
  route: Route,
  params: unknown,
  caller: Caller,
  why: string,
  services: Services,
): Promise<never> {
  if (route.kind !== 'command' || !route.decides) throw new Problem('forbidden', `${why}.`);
  const transaction = await route.decides(params, services);
  const subject = Object.values(params as Record<string, string>).join('/');
  await services.ledger.auditRefusal(
    { who: actorOf(caller), action: route.id, subject, why, transaction },
    services.now(),
  );
  throw new Problem(
    'not-authorized-to-decide',
    `${why}; the refusal is recorded.`,
    [],
    transaction === null ? {} : { transaction },
  );
}

const actorOf = ({ id, name }: Caller) => ({ id, name });
