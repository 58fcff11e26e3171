import { waitUntil } from '../patience';
import type { Counts } from '../counts';
import type { PlannedKill } from '../plan/kills';
import type { ChaosStack } from '../stack';

/** Ends processes of the stack as planned, with SIGKILL; whoever started the stack starts them again. */
export async function killProcesses(
  planned: readonly PlannedKill[],
  stack: ChaosStack,
  counts: Counts,
  start: number,
  signal: AbortSignal,
): Promise<void> {
  for (const { process: name, at } of planned) {
    await waitUntil(start, at, signal);
    const found = stack.description().processes.find((one) => one.name === name);
    if (found && end(found.pid)) counts.add('kills', name);
  }
}

/** @returns false for one that is dead already, and on its way to be started again */
function end(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    return false;
  }
}
