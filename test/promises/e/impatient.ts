import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Topology } from '../../../contracts/topology';
import { runFolder } from '../../support/run-folder';
import { namedStack, type TestStack } from '../../support/stack';

/** Seconds that a staging which a system refuses waits for a person. */
export const RESOLVE_WITHIN = 3;
/** Seconds before a system that does not answer is reported. */
export const PATIENCE = 2;

/** The demo enterprise, in a hurry: what takes half a minute elsewhere takes seconds. Shared by all files that ask for it. */
export function impatientStack(): Promise<TestStack> {
  const demo = parse(readFileSync('config/topology.demo.yaml', 'utf8')) as Topology;
  const hurried = {
    ...demo,
    changes: { resolveWithinSeconds: RESOLVE_WITHIN, lookEverySeconds: 1 },
    systems: Object.fromEntries(
      Object.entries(demo.systems).map(([name, system]) => [name, { ...system, patienceSeconds: PATIENCE }]),
    ),
  };
  const folder = join(runFolder(), 'impatient-topology');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'topology.yaml');
  writeFileSync(path, stringify(hurried));
  return namedStack('impatient', '--topology', path);
}
