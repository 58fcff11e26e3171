import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { replaceJson } from './files';
import { NAMESPACE, interlockPrograms, type InterlockPlace } from './interlock';
import { credentialsOf, readOrBeginLife, saveLife, type Life } from './life';
import { Ports } from './ports';
import { createDatabase, postgresCluster, removeCluster } from './postgres';
import type { Layout, Profile, ProfileContext } from './profile';
import { waitUntilReady } from './ready';
import { Supervisor } from './supervisor';
import { temporalServer } from './temporal';

/** What stack.json says; CONTRACT of the commands. */
export interface StackDescription {
  readonly api: string;
  readonly console: string;
  readonly temporal: string;
  readonly temporalUi: string;
  readonly postgres: string;
  readonly systems: Readonly<Record<string, string>>;
  readonly controls: Readonly<Record<string, string>>;
  readonly processes: readonly { readonly name: string; readonly pid: number }[];
  readonly keys: Readonly<Record<string, string>>;
  readonly webhookSecrets: Readonly<Record<string, string>>;
}

const USUAL = { api: 8080, temporal: 7233, ui: 8233, postgres: 5433 };
const DATABASE = 'interlock';

/** Everything that `npm start` runs, in one data folder. */
export class Stack {
  private readonly supervisor: Supervisor;
  private ports: Ports | null = null;
  private describe: (() => StackDescription) | null = null;

  constructor(
    private readonly data: string,
    private readonly profile: Profile,
  ) {
    mkdirSync(join(data, 'logs'), { recursive: true });
    this.supervisor = new Supervisor(data, join(data, 'logs'), () => this.writeDescription());
  }

  /**
   * Starts all, and writes stack.json when the API says that it is ready.
   * @param fresh forget everything of earlier runs first
   * @throws Error that names what did not start, and its log
   */
  async start(fresh: boolean): Promise<StackDescription> {
    await this.supervisor.takeOver();
    rmSync(join(this.data, 'stack.json'), { force: true });
    if (fresh) this.forget();
    const life = readOrBeginLife(
      this.data,
      this.profile.name,
      this.profile.systems,
      this.profile.credentials,
    );
    const ports = (this.ports = new Ports(life.ports));
    const apiPort = await ports.choose('api', USUAL.api);
    const [database, temporal] = await Promise.all([
      this.startPostgres(life, ports),
      this.startTemporal(ports),
    ]);
    const layout = await this.profile.layOut(this.context(life, ports, apiPort, database));
    saveLife(this.data, life);

    const credentials = join(this.data, 'credentials.json');
    replaceJson(credentials, credentialsOf(life));
    const place = {
      profile: this.profile,
      databaseUrl: database(DATABASE),
      ...temporal,
      credentials,
      apiPort,
      systems: layout.systems,
    };
    await this.startPrograms(place, layout);

    this.describe = () => this.description(place, life);
    this.writeDescription();
    return this.describe();
  }

  async stop(): Promise<void> {
    this.describe = null;
    rmSync(join(this.data, 'stack.json'), { force: true });
    await this.supervisor.stop();
    this.ports?.release();
  }

  private async startPrograms(place: InterlockPlace, layout: Layout): Promise<void> {
    const programs = interlockPrograms(place);
    await Promise.all([
      this.supervisor.start(layout.processes),
      this.supervisor.run(programs.migrate, 0).then(() => this.supervisor.start([programs.api])),
      this.supervisor.run(programs.prepare),
    ]);
    await this.supervisor.start(programs.workers);
    await this.supervisor.run(programs.promote);
    const readyz = { http: `http://127.0.0.1:${place.apiPort}/readyz` };
    await waitUntilReady(`The API (${readyz.http})`, readyz, 60, this.supervisor.signal);
  }

  private async startPostgres(life: Life, ports: Ports): Promise<(database: string) => string> {
    const port = await ports.choose('postgres', USUAL.postgres);
    const cluster = await postgresCluster(join(this.data, 'postgres'), port, life.postgresPassword);
    await this.supervisor.start([cluster.spec]);
    await createDatabase(cluster.url('postgres'), DATABASE);
    return cluster.url;
  }

  /** The server that TEMPORAL_ADDRESS names, or one of the stack's own. */
  private async startTemporal(ports: Ports): Promise<{ temporal: string; temporalUi: string }> {
    const given = process.env.TEMPORAL_ADDRESS;
    if (given)
      return { temporal: given, temporalUi: process.env.TEMPORAL_UI_ADDRESS ?? 'http://127.0.0.1:8233' };
    const frontend = await ports.choose('temporal', USUAL.temporal);
    const ui = await ports.choose('temporal-ui', USUAL.ui);
    await this.supervisor.start([
      await temporalServer(join(this.data, 'temporal.db'), NAMESPACE, { frontend, ui }),
    ]);
    return { temporal: `127.0.0.1:${frontend}`, temporalUi: `http://127.0.0.1:${ui}` };
  }

  private context(
    life: Life,
    ports: Ports,
    apiPort: number,
    database: (name: string) => string,
  ): ProfileContext {
    return {
      port: (name, usual) => ports.choose(name, usual),
      folder: (name) => {
        const folder = join(this.data, 'systems', name);
        mkdirSync(folder, { recursive: true });
        return folder;
      },
      webhookUrl: (system) => `http://127.0.0.1:${apiPort}/v1/inbound/${system}`,
      webhookSecrets: life.webhookSecrets,
      systemCredentials: life.systemCredentials,
      databaseUrl: database,
    };
  }

  private description(place: InterlockPlace, life: Life): StackDescription {
    const api = `http://127.0.0.1:${place.apiPort}`;
    const systems = Object.entries(place.systems);
    return {
      api,
      console: `${api}/console`,
      temporal: place.temporal,
      temporalUi: place.temporalUi,
      postgres: place.databaseUrl,
      systems: Object.fromEntries(systems.map(([name, { address }]) => [name, address])),
      controls: Object.fromEntries(
        systems.flatMap(([name, { control }]) => (control === null ? [] : [[name, control]])),
      ),
      processes: this.supervisor.processes,
      keys: life.keys,
      webhookSecrets: life.webhookSecrets,
    };
  }

  private writeDescription(): void {
    if (this.describe) replaceJson(join(this.data, 'stack.json'), this.describe());
  }

  /** Only what a stack writes: the folder may be anybody's. */
  private forget(): void {
    removeCluster(join(this.data, 'postgres'));
    for (const name of [
      'life.json',
      'credentials.json',
      'temporal.db',
      'temporal.db-shm',
      'temporal.db-wal',
      'systems',
      'logs',
    ])
      rmSync(join(this.data, name), { recursive: true, force: true });
    mkdirSync(join(this.data, 'logs'));
  }
}
