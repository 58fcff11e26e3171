import { readFileSync } from 'node:fs';
import type { Environment, Topology } from '../contracts/topology';
import type { TopologyFinding } from '../contracts/topology-version';
import { environmentOf } from './environment';
import { findingInWords, parseTopology, type TopologyText } from './topology-text';

/** A topology that cannot be used here, and everything that is wrong with it. */
export class InvalidTopology extends Error {
  override readonly name = 'InvalidTopology';
  constructor(
    file: string,
    readonly findings: readonly TopologyFinding[],
  ) {
    super(findings.map((finding) => findingInWords(file, finding)).join('\n'));
  }
}

/**
 * Reads a topology file (YAML). `${NAME}` is replaced from the environment, so that environments differ by variables only.
 * @throws InvalidTopology whose message has a line for each error: file, line, column, what is wrong, and the remedy
 */
export const readTopology = (path: string, variables: NodeJS.ProcessEnv = process.env): Topology =>
  useTopology(path, { text: readFileSync(path, 'utf8'), variables }, environmentOf(variables));

/**
 * A topology for processes of an environment.
 * @param name what the text is called in messages
 * @throws InvalidTopology also where it is meant for another environment
 */
export function useTopology(name: string, text: TopologyText, environment: Environment): Topology {
  const { topology, findings } = checkTopology(text, environment);
  if (!topology) throw new InvalidTopology(name, findings);
  return topology;
}

/** @param environment of the processes that are to use it; null: any */
export function checkTopology(text: TopologyText, environment: Environment | null) {
  const parsed = parseTopology(text);
  const meant = parsed.topology?.environment;
  if (meant === undefined || environment === null || meant === environment) return parsed;
  return { topology: null, findings: [wrongEnvironment(text.text, meant, environment)] };
}

function wrongEnvironment(text: string, meant: Environment, here: Environment): TopologyFinding {
  const line = text.split('\n').findIndex((one) => /^environment\s*:/.test(one));
  return {
    line: Math.max(line, 0) + 1,
    column: 1,
    path: 'environment',
    text: `this topology is for ${meant}, and this is ${here}`,
    remedy: `give the topology for ${here}, or set INTERLOCK_ENVIRONMENT to ${meant} where that is what runs`,
  };
}
