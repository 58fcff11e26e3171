import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StackDescription } from '../../tools/stack/description';
import { stopSupervisor } from '../../tools/stack/stop-supervisor';
import { removeClusters } from '../../tools/stack/postgres';
import { runFolder } from './run-folder';

export default async function tearDown(): Promise<void> {
  const folder = runFolder();
  const data = readdirSync(folder).map((name) => join(folder, name));
  const faults = data.flatMap(endedByThemselves);
  await Promise.all(data.map(stopSupervisor));
  for (const one of data) removeClusters(one);
  rmSync(folder, { recursive: true, force: true });
  if (faults.length > 0)
    throw new Error(`Processes of the shared stacks ended by themselves:\n${faults.join('\n')}`);
}

/** A process that is started again at once hides its fault from every test but this one. @returns what its log ends with */
function endedByThemselves(data: string): string[] {
  const file = join(data, 'stack.json');
  if (!existsSync(file)) return [];
  const { processes } = JSON.parse(readFileSync(file, 'utf8')) as StackDescription;
  return processes
    .filter(({ endedByItself }) => endedByItself > 0)
    .map(({ name }) => readFileSync(join(data, 'logs', `${name}.log`), 'utf8'))
    .flatMap((log) => log.split(/^(?=.*ended by itself)/m).slice(0, -1))
    .map((before) => before.slice(-4_000));
}
