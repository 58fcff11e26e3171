import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import { Topology } from '../contracts/topology';

/**
 * Reads a topology file (YAML). `${NAME}` is replaced from the environment, so that environments differ by variables only.
 * @throws Error with file, line and remedy.
 */
export function readTopology(path: string, environment: NodeJS.ProcessEnv = process.env): Topology {
  const text = readFileSync(path, 'utf8').replace(
    /\$\{([A-Z0-9_]+)\}/g,
    (whole, name: string, offset: number, all: string) => {
      const value = environment[name];
      if (value === undefined)
        throw new Error(`${path}:${lineOf(all, offset)}: ${whole} is not set in the environment.`);
      return value;
    },
  );
  const document = parseDocument(text);
  const wrong = document.errors[0];
  if (wrong) throw new Error(`${path}:${lineOf(text, wrong.pos[0])}: ${wrong.message}`);
  const parsed = Topology.safeParse(document.toJS());
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const node = document.getIn(issue.path as string[], true) as
      { range?: [number, number, number] } | undefined;
    throw new Error(
      `${path}:${lineOf(text, node?.range?.[0] ?? 0)}: ${issue.path.join('.')}: ${issue.message}`,
    );
  }
  return checkReferences(parsed.data, path);
}

const lineOf = (text: string, offset: number) => text.slice(0, offset).split('\n').length;

/** What the schema cannot say: names that must name something. */
function checkReferences(topology: Topology, path: string): Topology {
  const refuse = (text: string): never => {
    throw new Error(`${path}: ${text}`);
  };
  for (const [name, system] of Object.entries(topology.systems)) {
    if (system.scope !== 'enterprise' && !topology.plants[system.scope.plant])
      refuse(
        `systems.${name}.scope.plant: there is no plant "${system.scope.plant}"; name one of ${Object.keys(topology.plants).join(', ')}.`,
      );
  }
  for (const [name, { backflush }] of Object.entries(topology.plants)) {
    for (const item of (backflush ?? []).flatMap(({ items }) => items ?? []))
      if (!topology.items[item])
        refuse(`plants.${name}.backflush: there is no item "${item}"; add it to items.`);
  }
  for (const [name, { tier }] of Object.entries(topology.productFamilies)) {
    if (tier !== undefined && !topology.tiers[tier])
      refuse(`productFamilies.${name}.tier: there is no tier "${tier}"; add it to tiers.`);
  }
  for (const [index, { plant }] of topology.triggers.entries()) {
    if (plant !== undefined && !topology.plants[plant])
      refuse(
        `triggers[${index}].plant: there is no plant "${plant}"; name one of ${Object.keys(topology.plants).join(', ')}.`,
      );
  }
  for (const [name, item] of Object.entries(topology.items)) {
    if (!topology.productFamilies[item.productFamily])
      refuse(
        `items.${name}.productFamily: there is no product family "${item.productFamily}"; add it to productFamilies.`,
      );
  }
  return topology;
}
