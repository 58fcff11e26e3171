import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stopSupervisor } from '../../tools/stack/stop-supervisor';
import { removeClusters } from '../../tools/stack/postgres';
import { runFolder } from './run-folder';

export default async function tearDown(): Promise<void> {
  const folder = runFolder();
  const data = readdirSync(folder).map((name) => join(folder, name));
  await Promise.all(data.map(stopSupervisor));
  for (const one of data) removeClusters(one);
  rmSync(folder, { recursive: true, force: true });
}
