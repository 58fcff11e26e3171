import { isDeepStrictEqual } from 'node:util';
import { createAdapter, type AdapterOptions } from './registry';
import type { Adapter } from './port';
import type { Credentials } from '../config/credentials';
import type { System, Topology } from '../contracts/topology';

/** Adapters that a process has, and what they were made by. */
export interface MadeAdapters {
  readonly topology: Topology;
  readonly credentials: Credentials;
  readonly adapters: ReadonlyMap<string, Adapter>;
}

/**
 * An adapter for each of these systems.
 * @param before of another topology: a system that stays as it is keeps its adapter, with its connections and limits
 * @throws Error that names a system without a credential
 */
export function adaptersFor(
  topology: Topology,
  credentials: Credentials,
  serves: (system: System) => boolean,
  before: MadeAdapters | null = null,
  options: AdapterOptions = {},
): Map<string, Adapter> {
  return new Map(
    Object.entries(topology.systems)
      .filter(([, system]) => serves(system))
      .map(([name, system]) => {
        const credential = credentials.systems[name];
        if (credential === undefined)
          throw new Error(`The credentials file has nothing to present to ${name}: add systems.${name}.`);
        const kept =
          credential === before?.credentials.systems[name] &&
          isDeepStrictEqual(system, before.topology.systems[name]) &&
          before.adapters.get(name);
        return [name, kept || createAdapter(name, system, credential, options)];
      }),
  );
}
