import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readBundle } from '../../temporal/bundle';
import { auditKeyIn, interlockPrograms, payloadKeysIn } from '../stack/interlock';
import { runUntilStopped } from '../stack/run-until-stopped';
import { Supervisor } from '../stack/supervisor';
import { plantKeysOf } from '../stack/life';
import { readStack } from './place';

/** Runs this release's workers beside those of a running stack, until it is asked to stop. */
export async function runWorkers(data: string): Promise<void> {
  const { description, life, profile } = readStack(data);
  const { buildId } = readBundle();
  const folder = join(data, `version-${buildId}`);
  mkdirSync(folder, { recursive: true });
  const supervisor = new Supervisor(folder, folder);
  const { workers } = interlockPrograms({
    profile,
    databaseUrl: description.postgres,
    databasePasswords: life.databasePasswords,
    temporal: description.temporal,
    temporalUi: description.temporalUi,
    credentials: join(data, 'credentials.json'),
    apiPort: Number(new URL(description.api).port),
    systems: Object.fromEntries(
      Object.entries(description.systems).map(([name, address]) => [name, { address, control: null }]),
    ),
    denyListKey: {
      private: join(data, 'deny-list-key.json'),
      public: join(data, 'deny-list-public-key.json'),
    },
    auditKey: auditKeyIn(data),
    payloadKeys: payloadKeysIn(data),
    // A plant's gate, and the ports of measures, are those of the workers that it was started with.
    plantGates: {},
    metricsPorts: {},
    plantKeys: plantKeysOf(life, profile.plants),
  });
  await runUntilStopped(
    async () => {
      await supervisor.takeOver();
      await supervisor.start(workers);
      console.log(`Workers of version ${buildId} run; their logs are in ${folder}. Ctrl-C stops them.`);
    },
    () => supervisor.stop(),
  );
}
