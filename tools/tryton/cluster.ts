import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { postgresPrograms } from '../provision/postgres';
import { runProgram } from '../provision/run';
import { ownFolder, postgresCluster, removeCluster, type Cluster } from '../stack/postgres';

/** Of the cluster in the cache and so of each copy; it answers on the loopback address only. */
const PASSWORD = 'tryton-demo';

/** Name of the database that each instance's is a copy of. */
export const TEMPLATE = 'template_tryton';

/** Tryton's own PostgreSQL: another vendor's data are no part of Interlock's ledger. */
export async function trytonCluster(folder: string, port: number): Promise<Cluster> {
  const cluster = await postgresCluster(folder, port, PASSWORD);
  return { ...cluster, spec: { ...cluster.spec, name: 'postgres-tryton' } };
}

/** Copies a cluster that is shut down, unless the copy is there. Seconds, where initialising takes a minute. */
export async function ensureCopy(from: string, to: string): Promise<void> {
  if (existsSync(join(to, 'PG_VERSION'))) return;
  removeCluster(to);
  const data = ownFolder(to, await postgresPrograms());
  // With owner and modes: PostgreSQL refuses data that others may read.
  await runProgram('cp', ['-Rp', `${realpathSync(from)}/.`, data]);
}
