import { join } from 'node:path';
import type { SourceConfiguration } from '../../../adapters/tryton/source/configuration';
import { provision } from '../../provision/run';
import { DIST } from '../../root';
import { trytonInstances } from '../../tryton/instances';
import { loginOf } from '../../tryton/seed/users';
import { baseEnvironment } from '../environment';
import { replaceJson } from '../files';
import type { Profile, ProfileContext } from '../profile';
import type { ProcessSpec } from '../supervised';
import { layOutSandbox, SANDBOX_SYSTEMS } from './sandbox';

/** System of the topology by database of Tryton's. */
const INSTANCES = { erp: 'erp', mes: 'mes-lyon', qms: 'qms' } as const;
const ON_TRYTON: readonly string[] = Object.values(INSTANCES);

/** The demo enterprise with three Tryton instances as ERP, Lyon's MES and QMS; PLM, WMS and the other MES stay the sandbox's. */
export const tryton: Profile = {
  name: 'tryton',
  topology: 'config/topology.tryton.yaml',
  systems: SANDBOX_SYSTEMS.map(({ name }) => name),
  plants: ['lyon', 'monterrey'],
  credentials: Object.fromEntries(ON_TRYTON.map((system) => [system, loginOf('interlock')])),
  async layOut(context) {
    const home = await provision('tryton', context.signal);
    const { processes, addresses } = await trytonInstances(
      { home, folder: context.folder('tryton'), port: context.port },
      Object.fromEntries(Object.entries(INSTANCES).map(([database, system]) => [system, database])),
    );
    const sandbox = await Promise.all(
      SANDBOX_SYSTEMS.filter(({ name }) => !ON_TRYTON.includes(name)).map(async (system) => ({
        name: system.name,
        ...(await layOutSandbox(system, context)),
      })),
    );
    return {
      systems: {
        ...Object.fromEntries(
          Object.entries(INSTANCES).map(([database, system]) => [
            system,
            { address: addresses[database]!, control: null },
          ]),
        ),
        ...Object.fromEntries(sandbox.map(({ name, addresses: own }) => [name, own])),
      },
      processes: [...processes, ...sandbox.map(({ process }) => process), source(addresses, context)],
    };
  },
};

/** The program that tells Interlock what happens in the instances. */
function source(addresses: Readonly<Record<string, string>>, context: ProfileContext): ProcessSpec {
  const folder = context.folder('tryton-source');
  const configuration: SourceConfiguration = {
    folder,
    instances: (['erp', 'mes', 'qms'] as const).map((database) => ({
      system: INSTANCES[database],
      role: database,
      plant: 'lyon',
      address: addresses[database]!,
      database,
      login: loginOf('reader'),
      inbound: context.webhookUrl(INSTANCES[database]),
      secret: context.webhookSecrets[INSTANCES[database]] ?? '',
    })),
  };
  const path = join(folder, 'configuration.json');
  replaceJson(path, configuration);
  return {
    name: 'tryton-source',
    command: process.execPath,
    args: [join(DIST, 'workers', 'tryton-source.js'), path],
    env: baseEnvironment(),
    // It waits for both sides by itself.
    ready: { check: () => Promise.resolve(true) },
  };
}
