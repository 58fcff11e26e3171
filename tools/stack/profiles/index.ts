import type { Profile } from '../profile';
import { sandbox } from './sandbox';
import { tryton } from './tryton';

const PROFILES: readonly Profile[] = [sandbox, tryton];

/** @throws Error that names the profiles there are */
export function findProfile(name: string): Profile {
  const found = PROFILES.find((profile) => profile.name === name);
  if (!found)
    throw new Error(
      `There is no profile "${name}". Profiles: ${PROFILES.map((profile) => profile.name).join(', ')}.`,
    );
  return found;
}
