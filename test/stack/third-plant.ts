import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { readCredentials } from '../../config/credentials';
import type { Topology } from '../../contracts/topology';
import { DIST, ROOT } from '../../tools/root';
import { addressVariable, NAMESPACE, payloadKeysIn } from '../../tools/stack/interlock';
import { controlOf, type Control } from '../support/control';
import { eventually } from '../support/eventually';
import type { TestStack } from '../support/stack';
import { freePort } from '../../workers/free-port';

export const PLANT = 'wichita';
export const MES = 'mes-wichita';

/** A plant that a stack was not started with: its MES and its worker are processes of the test. */
export class ThirdPlant {
  private readonly children: ChildProcess[] = [];
  private readonly token = randomBytes(16).toString('hex');
  private readonly secret = `whsec_${randomBytes(24).toString('base64')}`;
  private readonly key = `ilk_${randomBytes(16).toString('hex')}`;

  private constructor(
    private readonly stack: TestStack,
    private readonly folder: string,
    private readonly ports: { readonly mes: number; readonly control: number },
  ) {}

  static async plan(stack: TestStack): Promise<ThirdPlant> {
    const folder = join(stack.data, PLANT);
    mkdirSync(folder, { recursive: true });
    return new ThirdPlant(stack, folder, { mes: await freePort(), control: await freePort() });
  }

  /** The demo's topology with this plant, as a person would write it. @param change what else is other */
  file(name: string, change: (topology: Topology) => void = () => undefined): string {
    const topology = parse(readFileSync('config/topology.demo.yaml', 'utf8')) as Topology;
    topology.plants[PLANT] = {
      timeZone: 'America/Chicago',
      shifts: [{ name: 'day', start: '07:00', end: '15:00' }],
      quarantine: 'ICT-QUARANTINE',
    } as Topology['plants'][string];
    topology.systems[MES] = {
      roles: ['mes'],
      scope: { plant: PLANT },
      product: 'sandbox-mes',
      address: `http://127.0.0.1:${this.ports.mes}`,
    } as Topology['systems'][string];
    change(topology);
    const path = join(this.folder, name);
    writeFileSync(path, stringify(topology));
    return path;
  }

  /** What its systems are asked with, and known by, in the file that Interlock's processes read. */
  grantCredentials(): void {
    const path = join(this.stack.data, 'credentials.json');
    const credentials = readCredentials(path);
    credentials.systems[MES] = this.token;
    credentials.webhooks[MES] = this.secret;
    const sha256 = createHash('sha256').update(this.key).digest('hex');
    credentials.keys.push({
      id: `plant-${PLANT}`,
      name: 'Plant Wichita',
      role: 'plant',
      plants: [PLANT],
      sha256,
    });
    writeFileSync(path, JSON.stringify(credentials));
  }

  async startMes(): Promise<Control> {
    const control = `http://127.0.0.1:${this.ports.control}`;
    this.start('mes', 'sandbox/main.js', {
      SANDBOX_NAME: MES,
      SANDBOX_KIND: 'mes',
      SANDBOX_PLANT: PLANT,
      SANDBOX_PORT: String(this.ports.mes),
      SANDBOX_CONTROL_PORT: String(this.ports.control),
      SANDBOX_DATA: this.folder,
      SANDBOX_TOKEN: this.token,
      SANDBOX_WEBHOOK_SECRET: this.secret,
      SANDBOX_WEBHOOK_URL: `${this.stack.description().api}/v1/inbound/${MES}`,
    });
    await eventually(async () => (await fetch(`${control}/_sandbox/state`)).ok);
    return controlOf({ ...this.stack.description(), controls: { [MES]: control } }, MES);
  }

  /** By the demo's topology, which does not have the plant: the worker learns of it from the API. */
  startWorker(): void {
    const { api, temporal, temporalUi, systems } = this.stack.description();
    this.start('worker', 'workers/plant.js', {
      ...Object.fromEntries(
        Object.entries(systems).map(([name, address]) => [addressVariable(name), address]),
      ),
      INTERLOCK_TEMPORAL_ADDRESS: temporal,
      INTERLOCK_TEMPORAL_NAMESPACE: NAMESPACE,
      INTERLOCK_TEMPORAL_UI: temporalUi,
      INTERLOCK_TOPOLOGY: join(ROOT, 'config', 'topology.demo.yaml'),
      INTERLOCK_CREDENTIALS: join(this.stack.data, 'credentials.json'),
      INTERLOCK_PAYLOAD_KEYS: payloadKeysIn(this.stack.data),
      INTERLOCK_PLANT: PLANT,
      INTERLOCK_API: api,
      INTERLOCK_PLANT_KEY: this.key,
    });
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.children.map(async (child) => {
        const ended = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
        child.kill('SIGKILL');
        await ended;
      }),
    );
  }

  private start(name: string, program: string, env: Record<string, string>): void {
    const log = openSync(join(this.folder, `${name}.log`), 'a');
    const child = spawn(process.execPath, [join(DIST, program)], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.children.push(child);
  }
}
