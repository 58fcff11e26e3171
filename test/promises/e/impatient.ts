import { namedStack, type TestStack } from '../../support/stack';
import { alteredTopology } from '../../support/topology';

/** Seconds before a system that does not answer is reported. */
const PATIENCE = 1;
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
        { ...settings, patienceSeconds: PATIENCE, address: addresses[system] ?? settings.address },
      ]),
    ),
  }));
