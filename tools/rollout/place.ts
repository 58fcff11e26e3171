import { join, resolve } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import { readSettings } from '../../config/settings';
import { startWith, takeVersion } from '../../config/running-topology';
import type { Topology } from '../../contracts/topology';
import { createPool, Topologies } from '../../ledger';
import { dataConverterOf } from '../../temporal/data-converter';
import { ROOT } from '../root';
import type { StackDescription } from '../stack/description';
import { readJson } from '../stack/files';
import { addressVariable, NAMESPACE, payloadKeysIn } from '../stack/interlock';
import type { Life } from '../stack/life';
import { findProfile } from '../stack/profiles';

/** Where versions are rolled out: a Temporal, and the plants and systems whose workers it serves. */
export interface Place {
  readonly temporal: string;
  readonly namespace: string;
  readonly topology: Topology;
  readonly dataConverter: DataConverter;
}

/** As Interlock's own programs are told: by the environment. */
export async function placeOfEnvironment(): Promise<Place> {
  const settings = readSettings();
  return {
    temporal: settings.INTERLOCK_TEMPORAL_ADDRESS,
    namespace: settings.INTERLOCK_TEMPORAL_NAMESPACE,
    topology: await inForce(settings.INTERLOCK_TOPOLOGY, settings.INTERLOCK_DATABASE_URL, process.env),
    dataConverter: dataConverterOf(settings.INTERLOCK_PAYLOAD_KEYS),
  };
}

/** The stack that `npm start` runs on a data folder. @throws Error when none runs there */
export async function placeOfStack(data: string): Promise<Place> {
  const { description, profile } = readStack(data);
  const addresses = Object.entries(description.systems).map(([name, address]) => [
    addressVariable(name),
    address,
  ]);
  const variables = { ...process.env, ...(Object.fromEntries(addresses) as Record<string, string>) };
  return {
    temporal: description.temporal,
    namespace: NAMESPACE,
    topology: await inForce(resolve(ROOT, profile.topology), description.postgres, variables),
    dataConverter: dataConverterOf(payloadKeysIn(data)),
  };
}

/** The topology that was applied last; the file, where none was, or no ledger is named. */
async function inForce(
  file: string,
  databaseUrl: string | undefined,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<Topology> {
  const { topology } = startWith(file, variables);
  if (databaseUrl === undefined) return topology;
  const pool = createPool(databaseUrl, 1, 'rollout');
  try {
    const newest = await new Topologies(pool).newest();
    return newest === null ? topology : takeVersion(newest.version, newest, variables).topology;
  } finally {
    await pool.end();
  }
}

/** What a running stack says of itself. @throws Error when none runs there */
export function readStack(data: string) {
  const description = readJson<StackDescription>(join(data, 'stack.json'));
  const life = readJson<Life>(join(data, 'life.json'));
  if (!description || !life) throw new Error(`No stack runs in ${data}: start it with \`npm start\`.`);
  return { description, life, profile: findProfile(life.profile) };
}
