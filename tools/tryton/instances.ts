import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createDatabase } from '../stack/postgres';
import { waitUntilReady } from '../stack/ready';
import type { ProcessSpec } from '../stack/supervised';
import { ensureCopy, TEMPLATE, trytonCluster } from './cluster';
import { trytonServer } from './server';
import { templateCluster } from './template';

/** Where a set of instances lives. */
export interface InstancesPlace {
  /** What provision/tryton.mjs answered. */
  readonly home: string;
  readonly folder: string;
  /** A port for a name, the usual one if free. */
  readonly port: (name: string, usual: number) => Promise<number>;
}

export interface Instances {
  /** PostgreSQL and one trytond for each database. */
  readonly processes: readonly ProcessSpec[];
  /** Address by database. */
  readonly addresses: Readonly<Record<string, string>>;
}

const FIRST_PORT = 8121;

/**
 * Tryton instances, each a process and a database of its own, which is a copy of the template.
 * @param names database by name of the process
 */
export async function trytonInstances(
  { home, folder, port }: InstancesPlace,
  names: Readonly<Record<string, string>>,
): Promise<Instances> {
  const data = join(folder, 'postgres');
  await ensureCopy(templateCluster(home), data);
  const clusterPort = await port('postgres-tryton', 5434);
  const { spec, url } = await trytonCluster(data, clusterPort);
  const addresses: Record<string, string> = {};
  const servers: ProcessSpec[] = [];
  for (const [index, [name, database]] of Object.entries(names).entries()) {
    const own = join(folder, database);
    mkdirSync(own, { recursive: true });
    const at = await port(name, FIRST_PORT + index);
    const beforeStart = async () => {
      await waitUntilReady(spec.name, spec.ready, 60, new AbortController().signal);
      await createDatabase(url('postgres'), database, TEMPLATE);
    };
    servers.push(trytonServer({ name, home, folder: own, port: at, database, url, beforeStart }));
    addresses[database] = `http://127.0.0.1:${at}`;
  }
  return { processes: [spec, ...servers], addresses };
}
