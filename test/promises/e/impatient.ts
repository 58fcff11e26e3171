import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Topology } from '../../../contracts/topology';
import { runFolder } from '../../support/run-folder';
import { namedStack, type TestStack } from '../../support/stack';

/** Seconds before a system that does not answer is reported. */
const PATIENCE = 1;

/**
 * The demo enterprise, in a hurry: what takes half a minute elsewhere takes seconds. Shared by all files that ask for it.
 * @param resolveWithinSeconds how long a staging that a system refuses waits for a person
 * @param subject given by a file whose plants must not have gone apart in other files' tests
 */
export function impatientStack(resolveWithinSeconds = 3, subject = 'all'): Promise<TestStack> {
  const name = `impatient-${resolveWithinSeconds}-${subject}`;
  return namedStack(name, '--topology', impatientTopology(name, resolveWithinSeconds));
}

/** Its topology file. @param addresses of systems, where they are not the stack's own */
export function impatientTopology(
  name: string,
  resolveWithinSeconds: number,
  addresses: Readonly<Record<string, string>> = {},
): string {
  const demo = parse(readFileSync('config/topology.demo.yaml', 'utf8')) as Topology;
  const hurried = {
    ...demo,
    changes: { ...demo.changes, resolveWithinSeconds, lookEverySeconds: 1 },
    systems: Object.fromEntries(
      Object.entries(demo.systems).map(([system, settings]) => [
        system,
        { ...settings, patienceSeconds: PATIENCE, address: addresses[system] ?? settings.address },
      ]),
    ),
  };
  const folder = join(runFolder(), `${name}-topology`);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'topology.yaml');
  writeFileSync(path, stringify(hurried));
  return path;
}
