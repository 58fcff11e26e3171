import type { ProcessSpec } from './supervised';

/** What a profile may use to lay out its systems. */
export interface ProfileContext {
  /** A port for `name`, chosen once for the stack's life: the usual one if free. */
  readonly port: (name: string, usual: number) => Promise<number>;
  /** A folder of the stack's for `name`'s own data; made if absent. */
  readonly folder: (name: string) => string;
  /** Where a system announces things to Interlock. */
  readonly webhookUrl: (system: string) => string;
  /** Interlock's API, and the key of a caller that may read there. */
  readonly interlock: { readonly url: string; readonly key: string };
  readonly webhookSecrets: Readonly<Record<string, string>>;
  /** What Interlock presents to each system. */
  readonly systemCredentials: Readonly<Record<string, string>>;
  /** The connection string of a database in the stack's cluster, which is up by now; the database may not be there. */
  readonly databaseUrl: (database: string) => string;
  /** Aborted when the stack stops. */
  readonly signal: AbortSignal;
}

export interface SystemAddresses {
  readonly address: string;
  /** Address of the control of a sandbox system; null where the product has none. */
  readonly control: string | null;
}

/** The systems as they are laid out for one stack. */
export interface Layout {
  readonly systems: Readonly<Record<string, SystemAddresses>>;
  readonly processes: readonly ProcessSpec[];
}

/** An enterprise that Interlock can be started with: which systems there are, and what runs them. */
export interface Profile {
  readonly name: string;
  /** The topology file, its path absolute or from the clone's root; `${INTERLOCK_ADDRESS_<SYSTEM>}` in it is each system's address. */
  readonly topology: string;
  /** Names of the systems in that topology. */
  readonly systems: readonly string[];
  /** Plants with a worker of their own. */
  readonly plants: readonly string[];
  /** Credentials that a product's set-up fixes, by system; for the others random ones are made. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Runs at each start, once PostgreSQL is up: makes what the systems need, and says how they are run. */
  readonly layOut: (context: ProfileContext) => Promise<Layout>;
}
