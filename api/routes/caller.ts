import { accessOf } from '../../config/access';
import { CallerView } from '../../contracts/caller';
import type { Caller } from '../../ledger';
import { placesOf } from '../authorisation';
import { ok, query, type Route, type Services } from '../route';

/** Who a credential is: asked by whoever has one, to offer its holder what they may do and no more. */
export const caller = (routes: () => readonly Route[]): readonly Route[] => [
  query({
    id: 'getCaller',
    method: 'get',
    path: '/v1/caller',
    summary: 'Who the credential is taken for, and which calls its holder may make, where',
    tag: 'operations',
    access: 'known',
    answers: { 200: CallerView },
    handle: (_ask, services, { caller: who }) => Promise.resolve(ok(viewOf(who!, routes(), services))),
  }),
];

function viewOf(who: Caller, routes: readonly Route[], services: Services): CallerView {
  const { id, name, kind, role, credential } = who;
  const may = routes.flatMap((route) => {
    const places = placesOf(route, who, services);
    return places === 'nowhere' ? [] : [[route.id, places] as const];
  });
  return {
    id,
    name,
    kind,
    role,
    access: accessOf(who, services.topology),
    credential: credential.kind,
    may: Object.fromEntries(may),
  };
}
