import type { Caller } from '../../config/caller';
import { DISPOSING } from '../../domain/policy';
import type { Route } from '../route';

/** What no role makes good: why not, and the rule of the house that says so. */
interface Bound {
  readonly why: string;
  readonly rule: string;
}

/**
 * What the credential by itself keeps its holder from, whatever the role may.
 * - An API key with scopes is for the calls that these name.
 * - Nobody disposes but a person as themselves (H7): no system, and nobody by a key that an administrator made and has seen.
 */
export function boundOf({ id }: Pick<Route, 'id'>, caller: Caller): Bound | null {
  const { scopes, kind, credential } = caller;
  if (scopes !== null && !scopes.includes(id))
    return {
      why: `${id} is not among the scopes of ${credential.id}`,
      rule: 'house:keys-are-for-their-scopes',
    };
  const inPerson = kind === 'person' && credential.kind !== 'api-key';
  if (!inPerson && DISPOSING.some((action) => action.id === id))
    return {
      why: `${id} is for a person by a credential of their own, and ${caller.id} came in by ${credential.kind} as a ${kind}`,
      rule: 'house:people-dispose-in-person',
    };
  return null;
}
