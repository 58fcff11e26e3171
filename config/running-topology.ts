import { readFileSync } from 'node:fs';
import type { Topology } from '../contracts/topology';
import type { TopologyDocument } from '../contracts/topology-version';
import { environmentOf } from './environment';
import { useTopology } from './topology';

/** The topology that a process goes by. */
export interface Running {
  /** 0: the file that it was started with. */
  readonly version: number;
  readonly document: TopologyDocument;
  readonly topology: Topology;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** What a process begins with. @throws InvalidTopology */
export function startWith(path: string, variables: Variables = process.env): Running {
  const document = documentOf(readFileSync(path, 'utf8'), variables);
  const topology = useTopology(path, document, environmentOf(variables));
  return { version: 0, document, topology };
}

/** A topology file's text with the values of the variables that it names. */
export function documentOf(text: string, variables: Variables): TopologyDocument {
  const names = new Set([...text.matchAll(/\$\{([A-Z0-9_]+)\}/g)].map(([, name]) => name!));
  const values = [...names].flatMap((name) => {
    const value = variables[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { text, variables: Object.fromEntries(values) };
}

const OWN_ADDRESS = /^INTERLOCK_ADDRESS_/;

/**
 * A document as this process takes it: addresses of systems as it was told them itself, every other variable as the document
 * has it, so that a document can name nothing else of a process's environment.
 * @throws InvalidTopology
 */
export function takeVersion(
  version: number,
  document: TopologyDocument,
  variables: Variables = process.env,
): Running {
  const own = Object.fromEntries(Object.entries(variables).filter(([name]) => OWN_ADDRESS.test(name)));
  const text = { text: document.text, variables: { ...document.variables, ...own } };
  const topology = useTopology('topology', text, environmentOf(variables));
  return { version, document, topology };
}
