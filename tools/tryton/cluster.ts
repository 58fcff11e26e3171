import { existsSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { postgresPrograms } from '../provision/postgres';
import { runProgram } from '../provision/run';
import { ownFolder, postgresCluster, type Cluster } from '../stack/postgres';

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
  const data = ownFolder(to, await postgresPrograms());
  if (existsSync(data)) return;
  const next = `${data}-next`;
  rmSync(next, { recursive: true, force: true });
  // With owner and modes: PostgreSQL refuses data that others may read.
  await runProgram('cp', ['-Rp', realpathSync(from), next]);
  renameSync(next, data);
}
