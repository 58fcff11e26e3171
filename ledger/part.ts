import type { Pool } from 'pg';
import type { Topology } from '../contracts/topology';

/** A part of the ledger, which goes by a topology that may be replaced while it runs. */
export abstract class Part {
  constructor(
    protected readonly pool: Pool,
    protected topology: Topology,
  ) {}

  /** Calls from now on go by this topology. */
  goBy(topology: Topology): void {
    this.topology = topology;
  }
}
