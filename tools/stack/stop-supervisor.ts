import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readJson } from './files';
import { findProcess } from './processes';
import type { Records } from './supervisor';

/**
 * Stops the stack of a data folder, if one runs there, and waits until it has.
 * @throws Error when it does not stop
 */
export async function stopSupervisor(data: string): Promise<void> {
  const supervisor = readJson<Records>(join(data, 'pids.json'))?.supervisor;
  if (!supervisor) return;
  const isThere = () => findProcess(supervisor.pid)?.startedAt === supervisor.startedAt;
  if (isThere()) process.kill(supervisor.pid, 'SIGTERM');
  for (const end = Date.now() + 60_000; isThere(); await delay(50)) {
    if (Date.now() > end)
      throw new Error(`Process ${supervisor.pid}, the supervisor of ${data}, does not stop.`);
  }
}
