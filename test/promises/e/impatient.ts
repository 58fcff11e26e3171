import { namedStack, type TestStack } from '../../support/stack';
import { alteredTopology } from '../../support/topology';

/** Seconds before a system that does not answer is reported. */
const PATIENCE = 1;
/**
 * The API reads a change's package from the PLM within one call's time-out, and takes the change without it else. Thirty that
 * are sent at once wait for each other: a busy machine has two seconds for one, and not for all.
 */
const PLM_TIMEOUT_MS = 20_000;
/** How long a staging that a system refuses waits for a person: longer than any test, which says itself when it is over. */
const RESOLVE_WITHIN = 3_600;

/**
 * The demo enterprise, in a hurry: what takes half a minute elsewhere takes seconds. Shared by all files that ask for it.
 * @param subject given by files whose plants must not have gone apart in other files' tests
 */
export const impatientStack = (subject = 'all'): Promise<TestStack> =>
  namedStack(`impatient-${subject}`, '--topology', impatientTopology(`impatient-${subject}`));

/** Its topology file. @param addresses of systems, where they are not the stack's own */
export const impatientTopology = (name: string, addresses: Readonly<Record<string, string>> = {}): string =>
  alteredTopology(name, (demo) => ({
    ...demo,
    changes: { ...demo.changes, resolveWithinSeconds: RESOLVE_WITHIN, lookEverySeconds: 1 },
    systems: Object.fromEntries(
      Object.entries(demo.systems).map(([system, settings]) => [
        system,
        {
          ...settings,
          ...(settings.roles.includes('plm') && { timeoutMs: PLM_TIMEOUT_MS }),
          patienceSeconds: PATIENCE,
          address: addresses[system] ?? settings.address,
        },
      ]),
    ),
  }));
