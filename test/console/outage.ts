import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Records } from '../../tools/stack/supervisor';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';

/**
 * Ends the API with SIGKILL, and keeps it from being started again for as long as `work` takes.
 * @returns once its successor is ready
 */
export async function withoutApi(stack: TestStack, work: () => Promise<void>): Promise<void> {
  const { supervisor } = JSON.parse(readFileSync(join(stack.data, 'pids.json'), 'utf8')) as Records;
  const api = stack.description().processes.find(({ name }) => name === 'api')!;
  process.kill(supervisor.pid, 'SIGSTOP');
  try {
    process.kill(api.pid, 'SIGKILL');
    await work();
  } finally {
    process.kill(supervisor.pid, 'SIGCONT');
  }
  await eventually(async () => (await stack.api('nobody').get('/readyz')).status === 200);
}
