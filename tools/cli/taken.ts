import { setTimeout as pause } from 'node:timers/promises';
import type { RunningTopology } from '../../contracts/topology-version';
import type { Client } from './client';

const LOOK_MS = 300;

/** Waits until every process goes by a version, one says that it cannot, or the time is over. @returns what is then */
export async function untilTaken(api: Client, version: number, seconds: number): Promise<RunningTopology> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const running = await api.get<RunningTopology>('/v1/topology');
    const settled = running.processes.every(
      (one) => one.version === version || one.failure?.version === version,
    );
    if (settled || Date.now() > end) return running;
    await pause(LOOK_MS);
  }
}
