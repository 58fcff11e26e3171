import { createAdapter } from './registry';
import type { Adapter } from './port';
import type { Credentials } from '../config/credentials';
import type { System, Topology } from '../contracts/topology';

/** An adapter for each of these systems. @throws Error that names a system without a credential */
export function adaptersFor(
  topology: Topology,
  credentials: Credentials,
  serves: (system: System) => boolean,
): Map<string, Adapter> {
  return new Map(
    Object.entries(topology.systems)
      .filter(([, system]) => serves(system))
      .map(([name, system]) => {
        const credential = credentials.systems[name];
        if (credential === undefined)
          throw new Error(`The credentials file has nothing to present to ${name}: add systems.${name}.`);
        return [name, createAdapter(name, system, credential)];
      }),
  );
}
