import { SignInWays } from '../../contracts/sign-in';
import type { Topology } from '../../contracts/topology';
import { ok, query, type Route } from '../route';

/** How people sign in at the console, asked before anybody has. */
export const signIn: readonly Route[] = [
  query({
    id: 'getSignIn',
    method: 'get',
    path: '/v1/sign-in',
    summary: 'How people sign in: the OpenID providers at which the console is a client',
    tag: 'operations',
    access: 'public',
    answers: { 200: SignInWays },
    handle: (_ask, { topology, temporalUi }) =>
      Promise.resolve(ok({ providers: providersOf(topology), temporalUi: temporalUi ?? null })),
  }),
];

const providersOf = ({ identity }: Topology): SignInWays['providers'] =>
  identity.oidc.flatMap(({ name, issuer, console }) => {
    if (!console) return [];
    const { clientId, scopes, parameters } = console;
    return [{ name, issuer, clientId, scopes, parameters }];
  });

/** Origins that a browser asks while somebody signs in: discovery and tokens. */
export const signInOrigins = ({ identity }: Topology): string[] => [
  ...new Set(
    identity.oidc.flatMap(({ issuer, console }) =>
      console ? [issuer, ...console.connect].map((address) => new URL(address).origin) : [],
    ),
  ),
];
