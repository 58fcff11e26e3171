import { baseEnvironment } from './environment';
import type { ProcessSpec } from './supervised';

/** What the server needs beyond its defaults. */
export const DYNAMIC_CONFIG = {
  // 20 a second by default, for the one shard that it has: tasks would wait for each other.
  'history.transferProcessorMaxPollRPS': 500,
  'system.enableActivityEagerExecution': true,
  'matching.enableFairness': true,
};

export interface TemporalPorts {
  readonly frontend: number;
  readonly ui: number;
}

/**
 * Temporal's dev server with its Web UI, which keeps what it knows in a file.
 */
export function temporalServer(
  executable: string,
  file: string,
  namespace: string,
  ports: TemporalPorts,
): ProcessSpec {
  const flags = {
    '--ip': '127.0.0.1',
    '--port': ports.frontend,
    '--ui-port': ports.ui,
    '--db-filename': file,
    '--namespace': namespace,
    '--log-level': 'warn',
  };
  const settings = Object.entries(DYNAMIC_CONFIG).flatMap(([key, value]) => [
    '--dynamic-config-value',
    `${key}=${value}`,
  ]);
  return {
    name: 'temporal',
    command: executable,
    args: [
      'server',
      'start-dev',
      ...Object.entries(flags).flatMap(([flag, value]) => [flag, String(value)]),
      ...settings,
    ],
    env: baseEnvironment(),
    ready: { tcp: ports.frontend },
  };
}
