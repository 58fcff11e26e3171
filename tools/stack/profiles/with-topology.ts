import { readFileSync } from 'node:fs';
import { parseTopology, findingInWords } from '../../../config/topology-text';
import { plantOf } from '../../../config/systems';
import type { Topology } from '../../../contracts/topology';
import { addressVariable } from '../interlock';
import type { Profile } from '../profile';
import { layOutSandbox, type SandboxSystem } from './sandbox';

/** Of the first system beyond the demo's; the next has the next. */
const FIRST_PORT = 8121;
/** Stands for the address that the stack will give a system. */
const own = (variable: string) => `http://${variable.toLowerCase()}.of-the-stack`;

/**
 * A profile with another topology: a worker for each of its plants, and beside the profile's systems the sandbox systems to
 * which the file leaves the address, as `${INTERLOCK_ADDRESS_<SYSTEM>}`.
 * @throws Error with everything that is wrong in the file
 */
export function withTopology(profile: Profile, path: string): Profile {
  const topology = readNames(path);
  const added = Object.keys(topology.systems)
    .filter((name) => !profile.systems.includes(name) && isOurs(topology, name))
    .map((name, index) => sandboxSystem(topology, name, FIRST_PORT + index));
  return {
    ...profile,
    topology: path,
    systems: [...profile.systems, ...added.map(({ name }) => name)],
    plants: Object.keys(topology.plants),
    async layOut(context) {
      const layout = await profile.layOut(context);
      const laid = await Promise.all(
        added.map(async (system) => ({ name: system.name, ...(await layOutSandbox(system, context)) })),
      );
      return {
        systems: {
          ...layout.systems,
          ...Object.fromEntries(laid.map(({ name, addresses }) => [name, addresses])),
        },
        processes: [...layout.processes, ...laid.map(({ process }) => process)],
      };
    },
  };
}

/** The file before any address is known. */
function readNames(path: string): Topology {
  const text = readFileSync(path, 'utf8');
  const addresses = [...text.matchAll(/\$\{(INTERLOCK_ADDRESS_[A-Z0-9_]+)\}/g)].map(([, name]) => [
    name,
    own(name!),
  ]);
  const variables = { ...process.env, ...(Object.fromEntries(addresses) as Record<string, string>) };
  const { topology, findings } = parseTopology({ text, variables });
  if (!topology) throw new Error(findings.map((finding) => findingInWords(path, finding)).join('\n'));
  return topology;
}

const isOurs = ({ systems }: Topology, name: string): boolean =>
  systems[name]!.product.startsWith('sandbox-') && systems[name]!.address === own(addressVariable(name));

function sandboxSystem(topology: Topology, name: string, port: number): SandboxSystem {
  const kind = (['erp', 'mes', 'plm', 'qms', 'wms'] as const).find(
    (one) => topology.systems[name]!.product === `sandbox-${one}`,
  )!;
  return { name, kind, plant: plantOf(topology, name), port };
}
