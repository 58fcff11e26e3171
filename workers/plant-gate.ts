import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import type { Logger } from 'pino';
import { partnerOf } from '../config/access';
import { authenticator } from '../config/authentication';
import type { Credentials } from '../config/credentials';
import { required, type Settings } from '../config/settings';
import type { Plant, Topology } from '../contracts/topology';
import { createPlantGate } from './plant-gate-app';
import { EnterpriseLine } from './plant-gate-line';
import { KeptDenyList, readPublicKey } from './plant-gate-list';

/** What may be another after the topology was reloaded. */
export interface PlantNow {
  readonly plant: () => Plant;
  readonly partners: () => Topology['partners'];
  readonly credentials: () => Credentials;
}

/**
 * Serves a plant's own gate, if the settings give it a port.
 * @returns stops it
 * @throws Error that names the setting that is missing
 */
export async function startPlantGate(
  settings: Settings,
  plant: string,
  present: PlantNow,
  log: Logger,
): Promise<() => Promise<void>> {
  const port = settings.INTERLOCK_PLANT_GATE_PORT;
  if (port === undefined) return () => Promise.resolve();
  const data = required(settings, 'INTERLOCK_PLANT_DATA');
  mkdirSync(data, { recursive: true });
  const now = () => new Date();
  const key = readPublicKey(required(settings, 'INTERLOCK_DENY_LIST_PUBLIC_KEY'));
  const kept = new KeptDenyList(plant, key, data, now);
  await kept.recover().catch((error: unknown) => log.error({ err: error }, 'the kept deny-list is not used'));
  const line = new EnterpriseLine(
    required(settings, 'INTERLOCK_API'),
    required(settings, 'INTERLOCK_PLANT_KEY'),
    plant,
    kept,
    log,
  );
  const app = createPlantGate({
    plant,
    get graceSeconds() {
      return present.plant().graceSeconds;
    },
    kept,
    line,
    authenticate: (authorization) => authenticator(present.credentials().keys)(authorization),
    isPartner: (caller) => partnerOf(caller, { partners: present.partners() }) !== null,
    now,
    log,
  });
  const server = app.listen(port, settings.INTERLOCK_HOST);
  await once(server, 'listening');
  line.start();
  log.info(`the plant's gate is on http://${settings.INTERLOCK_HOST}:${port}`);
  return async () => {
    line.stop();
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
}
