import { join, resolve } from 'node:path';
import type { DataConverter } from '@temporalio/common';
import { readSettings } from '../../config/settings';
import { readTopology } from '../../config/topology';
import type { Topology } from '../../contracts/topology';
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
export function placeOfEnvironment(): Place {
  const settings = readSettings();
  return {
    temporal: settings.INTERLOCK_TEMPORAL_ADDRESS,
    namespace: settings.INTERLOCK_TEMPORAL_NAMESPACE,
    topology: readTopology(settings.INTERLOCK_TOPOLOGY),
    dataConverter: dataConverterOf(settings.INTERLOCK_PAYLOAD_KEYS),
  };
}

/** The stack that `npm start` runs on a data folder. @throws Error when none runs there */
export function placeOfStack(data: string): Place {
  const { description, profile } = readStack(data);
  const addresses = Object.entries(description.systems).map(([name, address]) => [
    addressVariable(name),
    address,
  ]);
  return {
    temporal: description.temporal,
    namespace: NAMESPACE,
    topology: readTopology(resolve(ROOT, profile.topology), Object.fromEntries(addresses)),
    dataConverter: dataConverterOf(payloadKeysIn(data)),
  };
}

/** What a running stack says of itself. @throws Error when none runs there */
export function readStack(data: string) {
  const description = readJson<StackDescription>(join(data, 'stack.json'));
  const life = readJson<Life>(join(data, 'life.json'));
  if (!description || !life) throw new Error(`No stack runs in ${data}: start it with \`npm start\`.`);
  return { description, profile: findProfile(life.profile) };
}
