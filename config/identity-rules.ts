import type { Topology } from '../contracts/topology';
import type { Complain } from './topology-rules';

/** What ids of callers begin with that are no people of a provider. */
const TAKEN = ['certificate'];

/** Parameters of the authorization code flow that the console sets itself (RFC 6749, RFC 7636, OpenID Connect Core). */
const OF_THE_FLOW = [
  'client_id',
  'client_secret',
  'code',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  'grant_type',
  'nonce',
  'redirect_uri',
  'refresh_token',
  'response_mode',
  'response_type',
  'scope',
  'state',
];

/** Providers that are told apart by name and issuer, and certificates that are good at plants which there are. */
export function checkIdentity({ identity, plants }: Topology, complain: Complain): void {
  for (const [index, { name, issuer, console }] of identity.oidc.entries()) {
    const at = ['identity', 'oidc', index];
    const before = identity.oidc.slice(0, index);
    if (TAKEN.includes(name) || before.some((other) => other.name === name))
      complain(
        [...at, 'name'],
        `"${name}" is what the ids of other callers begin with`,
        'take a name that no other provider has',
      );
    if (before.some((other) => other.issuer === issuer))
      complain(
        [...at, 'issuer'],
        `${issuer} is named twice`,
        'name each issuer once: its tokens would have two meanings',
      );
    for (const parameter of Object.keys(console?.parameters ?? {}))
      if (OF_THE_FLOW.includes(parameter))
        complain(
          [...at, 'console', 'parameters', parameter],
          `"${parameter}" is the sign-in's own to say`,
          'take it out: parameters are what the provider wants beside the protocol, such as resource',
        );
  }
  for (const [subject, { plants: named }] of Object.entries(identity.mutualTls?.subjects ?? {}))
    for (const plant of named ?? [])
      if (!Object.hasOwn(plants, plant))
        complain(
          ['identity', 'mutualTls', 'subjects', subject, 'plants'],
          `there is no plant "${plant}"`,
          `name one of ${Object.keys(plants).join(', ')}`,
        );
}
