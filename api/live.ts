import { isDeepStrictEqual } from 'node:util';
import { adaptersFor } from '../adapters/all';
import type { Adapter } from '../adapters/port';
import type { AdapterOptions } from '../adapters/registry';
import type { Credentials } from '../config/credentials';
import type { Running } from '../config/running-topology';
import type { SystemRole } from '../contracts/topology';

/** Roles of the systems that the API itself reads: where material is, what a change holds, which gauges are fit. */
const ASKED = new Set<SystemRole>(['erp', 'wms', 'plm', 'qms']);

interface Standing {
  readonly running: Running;
  readonly credentials: Credentials;
  readonly systems: ReadonlyMap<string, Adapter>;
}

/** What an API process goes by, always all of one topology: it goes over to another at once and wholly, or not at all. */
export class Live {
  private standing: Standing;

  /** @throws Error that names a system without a credential */
  constructor(
    running: Running,
    private readonly readCredentials: () => Credentials,
    private readonly options: AdapterOptions = {},
  ) {
    this.standing = this.standingBy(running, null);
  }

  get running(): Running {
    return this.standing.running;
  }
  get credentials(): Credentials {
    return this.standing.credentials;
  }
  get systems(): ReadonlyMap<string, Adapter> {
    return this.standing.systems;
  }

  /** Takes credentials that were changed meanwhile: a new system's secret, a new plant's key. @throws Error as `goOver` */
  refresh(): void {
    if (!isDeepStrictEqual(this.readCredentials(), this.credentials)) this.goOver(this.running);
  }

  /** Credentials are read anew, too. @throws Error that says why not; then nothing has changed */
  goOver(next: Running): void {
    this.standing = this.standingBy(next, this.standing);
  }

  private standingBy(running: Running, before: Standing | null): Standing {
    const credentials = this.readCredentials();
    const systems = adaptersFor(
      running.topology,
      credentials,
      ({ roles }) => roles.some((role) => ASKED.has(role)),
      before && {
        topology: before.running.topology,
        credentials: before.credentials,
        adapters: before.systems,
      },
      this.options,
    );
    return { running, credentials, systems };
  }
}
