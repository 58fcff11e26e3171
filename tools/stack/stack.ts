import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { namedKey } from '../../config/signer';
import { provision } from '../provision/run';
import { describe, type StackDescription } from './description';
import { replaceJson } from './files';
import {
  auditKeyIn,
  NAMESPACE,
  interlockPrograms,
  payloadKeysIn,
  type InterlockPlace,
  type PlantGatePlace,
} from './interlock';
import { credentialsOf, newPayloadKeys, plantKeysOf, readOrBeginLife, saveLife, type Life } from './life';
import { Ports } from './ports';
import { createDatabase, postgresCluster, removeClusters } from './postgres';
import type { Layout, Profile, ProfileContext } from './profile';
import { waitUntilReady } from './ready';
import { READY_WITHIN, Supervisor } from './supervisor';
import { temporalServer } from './temporal';
import { DATABASES, temporalOnPostgres } from './temporal-on-postgres';

/** Ports that are taken when they are free. */
export const USUAL_PORTS = {
  api: 8080,
  temporal: 7233,
  ui: 8233,
  postgres: 5433,
  plantGates: 8081,
  metrics: 9464,
};
const DATABASE = 'interlock';

export interface StackOptions {
  /** Forget everything of earlier runs first. */
  readonly fresh: boolean;
  /** Where Temporal keeps what it knows: a file, as its dev server does, or the stack's PostgreSQL, for throughput. */
  readonly temporalStore: 'file' | 'postgres';
}

type DatabaseUrl = (database: string) => string;
interface TemporalAddresses {
  readonly temporal: string;
  readonly temporalUi: string;
}

/** Everything that `npm start` runs, in one data folder. */
export class Stack {
  private readonly supervisor: Supervisor;
  private ports: Ports | null = null;
  private describe: (() => StackDescription) | null = null;

  constructor(
    private readonly data: string,
    private readonly profile: Profile,
    private readonly options: StackOptions,
  ) {
    mkdirSync(join(data, 'logs'), { recursive: true });
    this.supervisor = new Supervisor(data, join(data, 'logs'), () => this.writeDescription());
  }

  /**
   * Starts all, and writes stack.json when the API says that it is ready.
   * @throws Error that names what did not start, and its log
   */
  async start(): Promise<StackDescription> {
    await this.supervisor.takeOver();
    rmSync(join(this.data, 'stack.json'), { force: true });
    if (this.options.fresh) this.forget();
    const life = readOrBeginLife(
      this.data,
      this.profile.name,
      this.profile.systems,
      this.profile.credentials,
      this.profile.plants,
    );
    saveLife(this.data, life);
    const ports = (this.ports = new Ports(life.ports));
    const apiPort = await ports.choose('api', USUAL_PORTS.api);
    const postgres = this.startPostgres(life, ports);
    const [database, temporal] = await Promise.all([postgres, this.startTemporal(ports, postgres)]);
    const layout = await this.profile.layOut(this.context(life, ports, apiPort, database));
    const plantGates = await this.plantGates(ports);
    const metricsPorts = await this.metricsPorts(ports);
    saveLife(this.data, life);

    const credentials = join(this.data, 'credentials.json');
    replaceJson(credentials, credentialsOf(life));
    const place = {
      profile: this.profile,
      databaseUrl: database(DATABASE),
      databasePasswords: life.databasePasswords,
      ...temporal,
      credentials,
      apiPort,
      systems: layout.systems,
      denyListKey: this.writeKeys(life),
      auditKey: this.writeAuditKey(life),
      payloadKeys: this.payloadKeys(),
      plantGates,
      metricsPorts,
      plantKeys: plantKeysOf(life, this.profile.plants),
    };
    await this.startPrograms(place, layout);

    this.describe = () => describe(place, life, this.supervisor.processes);
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
    await waitUntilReady('The API', readyz, READY_WITHIN, this.supervisor.signal);
  }

  private async startPostgres(life: Life, ports: Ports): Promise<DatabaseUrl> {
    const port = await ports.choose('postgres', USUAL_PORTS.postgres);
    const cluster = await postgresCluster(join(this.data, 'postgres'), port, life.postgresPassword);
    await this.supervisor.start([cluster.spec]);
    await createDatabase(cluster.url('postgres'), DATABASE);
    return cluster.url;
  }

  /** The server that TEMPORAL_ADDRESS names, or one of the stack's own. */
  private async startTemporal(ports: Ports, postgres: Promise<DatabaseUrl>): Promise<TemporalAddresses> {
    const given = process.env.TEMPORAL_ADDRESS;
    if (given)
      return {
        temporal: given,
        temporalUi: process.env.TEMPORAL_UI_ADDRESS ?? `http://127.0.0.1:${USUAL_PORTS.ui}`,
      };
    const frontend = await ports.choose('temporal', USUAL_PORTS.temporal);
    const ui = await ports.choose('temporal-ui', USUAL_PORTS.ui);
    if (this.options.temporalStore === 'postgres') {
      await this.startTemporalOnPostgres((await postgres)('postgres'), frontend, ports);
    } else {
      const executable = await provision('temporal', this.supervisor.signal);
      const file = join(this.data, 'temporal.db');
      await this.supervisor.start([temporalServer(executable, file, NAMESPACE, { frontend, ui })]);
    }
    return { temporal: `127.0.0.1:${frontend}`, temporalUi: `http://127.0.0.1:${ui}` };
  }

  private async startTemporalOnPostgres(admin: string, frontend: number, ports: Ports): Promise<void> {
    const programs = await provision('temporal-server', this.supervisor.signal);
    const { schema, spec } = await temporalOnPostgres(programs, this.data, admin, frontend, ports);
    await Promise.all(Object.values(DATABASES).map((name) => createDatabase(admin, name)));
    for (const shot of schema) await this.supervisor.run(shot, 0);
    await this.supervisor.start([spec]);
  }

  private async plantGates(ports: Ports): Promise<Record<string, PlantGatePlace>> {
    const gates = this.profile.plants.map(async (plant, index): Promise<[string, PlantGatePlace]> => {
      const data = join(this.data, 'plants', plant);
      mkdirSync(data, { recursive: true });
      const port = await ports.choose(`gate-${plant}`, USUAL_PORTS.plantGates + index);
      return [plant, { port, data }];
    });
    return Object.fromEntries(await Promise.all(gates));
  }

  private async metricsPorts(ports: Ports): Promise<Record<string, number>> {
    const names = ['worker-enterprise', ...this.profile.plants.map((plant) => `worker-${plant}`)];
    const chosen = names.map(async (name, index): Promise<[string, number]> => {
      return [name, await ports.choose(`metrics-${name}`, USUAL_PORTS.metrics + index)];
    });
    return Object.fromEntries(await Promise.all(chosen));
  }

  private writeKeys({ denyListKey }: Life): InterlockPlace['denyListKey'] {
    const files = {
      private: join(this.data, 'deny-list-key.json'),
      public: join(this.data, 'deny-list-public-key.json'),
    };
    replaceJson(files.private, denyListKey.private);
    replaceJson(files.public, denyListKey.public);
    return files;
  }

  /** The set may hold public keys of before: who changes a key adds the former one to it. */
  private writeAuditKey({ auditKey }: Life): InterlockPlace['auditKey'] {
    const files = auditKeyIn(this.data);
    replaceJson(files.private, auditKey.private);
    if (!existsSync(files.public)) replaceJson(files.public, { keys: [namedKey(auditKey.public)] });
    return files;
  }

  /** Made once; then its operator's. */
  private payloadKeys(): string {
    const path = payloadKeysIn(this.data);
    if (!existsSync(path)) replaceJson(path, newPayloadKeys());
    return path;
  }

  private context(life: Life, ports: Ports, apiPort: number, database: DatabaseUrl): ProfileContext {
    return {
      port: (name, usual) => ports.choose(name, usual),
      folder: (name) => {
        const folder = join(this.data, 'systems', name);
        mkdirSync(folder, { recursive: true });
        return folder;
      },
      webhookUrl: (system) => `http://127.0.0.1:${apiPort}/v1/inbound/${system}`,
      interlock: { url: `http://127.0.0.1:${apiPort}`, key: life.keys.auditor! },
      webhookSecrets: life.webhookSecrets,
      systemCredentials: life.systemCredentials,
      databaseUrl: database,
      signal: this.supervisor.signal,
    };
  }

  private writeDescription(): void {
    if (this.describe) replaceJson(join(this.data, 'stack.json'), this.describe());
  }

  /** Only what a stack writes: the folder may be anybody's. */
  private forget(): void {
    removeClusters(this.data);
    for (const name of [
      'life.json',
      'credentials.json',
      'deny-list-key.json',
      'deny-list-public-key.json',
      'audit-key.json',
      'audit-public-keys.json',
      'payload-keys.json',
      'plants',
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
