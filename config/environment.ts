import { ENVIRONMENTS, type Environment } from '../contracts/topology';

/** The environment of this process: what INTERLOCK_ENVIRONMENT says, and `test` where it says nothing. @throws Error */
export function environmentOf(variables: Readonly<Record<string, string | undefined>>): Environment {
  const named = variables.INTERLOCK_ENVIRONMENT ?? 'test';
  const known = ENVIRONMENTS.find((one) => one === named);
  if (!known)
    throw new Error(`INTERLOCK_ENVIRONMENT is "${named}"; it is one of ${ENVIRONMENTS.join(', ')}.`);
  return known;
}
