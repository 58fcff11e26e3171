import { join } from 'node:path';
import { DIST } from '../../root';
import { baseEnvironment } from '../environment';
import type { Profile, ProfileContext, SystemAddresses } from '../profile';
import type { ProcessSpec } from '../supervised';

export interface SandboxSystem {
  readonly name: string;
  readonly kind: 'erp' | 'mes' | 'plm' | 'qms' | 'wms';
  readonly plant: string | null;
  /** Usual port; the control's is ten more. */
  readonly port: number;
}

export const SANDBOX_SYSTEMS: readonly SandboxSystem[] = [
  { name: 'erp', kind: 'erp', plant: null, port: 8101 },
  { name: 'plm', kind: 'plm', plant: null, port: 8102 },
  { name: 'qms', kind: 'qms', plant: null, port: 8103 },
  { name: 'wms', kind: 'wms', plant: null, port: 8104 },
  { name: 'mes-lyon', kind: 'mes', plant: 'lyon', port: 8105 },
  { name: 'mes-monterrey', kind: 'mes', plant: 'monterrey', port: 8106 },
];

/** The demo enterprise on reference systems. */
export const sandbox: Profile = {
  name: 'sandbox',
  topology: 'config/topology.demo.yaml',
  systems: SANDBOX_SYSTEMS.map(({ name }) => name),
  plants: ['lyon', 'monterrey'],
  credentials: {},
  async layOut(context) {
    const laid = await Promise.all(
      SANDBOX_SYSTEMS.map(async (system) => ({ system, ...(await layOutSandbox(system, context)) })),
    );
    return {
      systems: Object.fromEntries(laid.map(({ system, addresses }) => [system.name, addresses])),
      processes: laid.map(({ process }) => process),
    };
  },
};

/** One sandbox system: where it will answer, and the process that does. */
export async function layOutSandbox(
  system: SandboxSystem,
  context: ProfileContext,
): Promise<{ addresses: SystemAddresses; process: ProcessSpec }> {
  const { name, kind, plant } = system;
  const port = await context.port(name, system.port);
  const controlPort = await context.port(`${name}-control`, system.port + 10);
  const control = `http://127.0.0.1:${controlPort}`;
  return {
    addresses: { address: `http://127.0.0.1:${port}`, control },
    process: {
      name,
      command: process.execPath,
      args: [join(DIST, 'sandbox', 'main.js')],
      env: {
        ...baseEnvironment(),
        SANDBOX_NAME: name,
        SANDBOX_KIND: kind,
        ...(plant === null ? {} : { SANDBOX_PLANT: plant }),
        SANDBOX_PORT: String(port),
        SANDBOX_CONTROL_PORT: String(controlPort),
        SANDBOX_DATA: context.folder(name),
        SANDBOX_TOKEN: context.systemCredentials[name] ?? '',
        SANDBOX_WEBHOOK_SECRET: context.webhookSecrets[name] ?? '',
        SANDBOX_WEBHOOK_URL: context.webhookUrl(name),
        ...(kind === 'wms' && {
          SANDBOX_GATE_URL: context.interlock.url,
          SANDBOX_GATE_KEY: context.interlock.key,
        }),
      },
      ready: { http: `${control}/_sandbox/state` },
    },
  };
}
