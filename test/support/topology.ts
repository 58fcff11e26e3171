import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Topology } from '../../contracts/topology';
import { runFolder } from './run-folder';

/**
 * Writes the demo enterprise's topology, altered, into a folder of this run.
 * @param name of the folder; the same name is the same file
 * @param alter given the demo's topology as it is written in the file: defaults are not filled in
 * @returns its path, for `--topology`
 */
export function alteredTopology(name: string, alter: (demo: Topology) => Topology): string {
  const demo = parse(readFileSync('config/topology.demo.yaml', 'utf8')) as Topology;
  const folder = join(runFolder(), `${name}-topology`);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'topology.yaml');
  writeFileSync(path, stringify(alter(demo)));
  return path;
}
