import { Client } from 'pg';
import { SYSTEMS } from './material';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';

const pidOf = (stack: TestStack, name: string) =>
  stack.description().processes.find((process) => process.name === name)!.pid;

/** One that was killed meanwhile is past waking. */
function wake(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Stops processes where they stand (SIGSTOP): they answer nobody, and nobody starts them again. @returns lets them go on */
export function freeze(stack: TestStack, ...names: readonly string[]): () => void {
  const pids = names.map((name) => pidOf(stack, name));
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  let frozen = true;
  return () => {
    if (frozen) for (const pid of pids) wake(pid);
    frozen = false;
  };
}

/** Nobody reaches the ledger: no new connection is answered, and those that stand are cut. @returns lets it go on */
export async function cutLedger(stack: TestStack): Promise<() => void> {
  const client = new Client({ connectionString: stack.description().postgres });
  await client.connect();
  const goOn = freeze(stack, 'postgres');
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and application_name <> $1',
    [''],
  );
  await client.end();
  return goOn;
}

/** Kills a process, and waits until its successor and all the others answer. */
export async function killed(stack: TestStack, name: string): Promise<void> {
  await stack.kill(name);
  await eventually(async () => (await stack.api('nobody').get('/readyz')).status === 200);
  for (const system of SYSTEMS) await eventually(() => stack.control(system).state());
}
