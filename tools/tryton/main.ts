/**
 * Three Tryton instances alone, for tests of their adapters: `node dist/tools/tryton/main.js --data <folder>`;
 * tryton.json in that folder says where they are, once they answer.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { provision } from '../provision/run';
import { ROOT } from '../root';
import { replaceJson } from '../stack/files';
import { Ports } from '../stack/ports';
import { runUntilStopped } from '../stack/run-until-stopped';
import { Supervisor } from '../stack/supervisor';
import { trytonInstances } from './instances';

/** What tryton.json says: the address of each database's server. */
export type TrytonDescription = Readonly<Record<'erp' | 'mes' | 'qms', string>>;

const { values: options } = parseArgs({
  options: { data: { type: 'string', default: resolve(ROOT, '.interlock') } },
});
const data = resolve(options.data);
const description = join(data, 'tryton.json');
mkdirSync(join(data, 'logs'), { recursive: true });
const supervisor = new Supervisor(data, join(data, 'logs'));
const ports = new Ports({});

async function start(): Promise<void> {
  await supervisor.takeOver();
  const place = {
    home: await provision('tryton'),
    folder: data,
    port: (name: string, usual: number) => ports.choose(name, usual),
  };
  const { processes, addresses } = await trytonInstances(place, { erp: 'erp', mes: 'mes', qms: 'qms' });
  await supervisor.start(processes);
  replaceJson(description, addresses);
}

async function stop(): Promise<void> {
  rmSync(description, { force: true });
  await supervisor.stop();
  ports.release();
}

void runUntilStopped(start, stop);
