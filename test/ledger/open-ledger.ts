import type { Pool } from 'pg';
import { readTopology } from '../../config/topology';
import type { Topology } from '../../contracts/topology';
import { createPool, Ledger } from '../../ledger';
import { freshDatabase } from '../support/database';
import { checkPublished } from '../support/published';

/** Any address will do: no test of the ledger calls a system. */
const ADDRESSES = Object.fromEntries(
  ['ERP', 'PLM', 'QMS', 'WMS', 'MES_LYON', 'MES_MONTERREY'].map((name) => [
    `INTERLOCK_ADDRESS_${name}`,
    'http://127.0.0.1:1',
  ]),
);

export const demoTopology = (): Topology => readTopology('config/topology.demo.yaml', ADDRESSES);

export interface OpenLedger {
  readonly ledger: Ledger;
  /** For looking behind the ledger's functions, and for breaking what they keep. */
  readonly pool: Pool;
  close(): Promise<void>;
}

/** The ledger on an empty database of its own; closing it checks what it has published. @param connections at most */
export async function openLedger(topology = demoTopology(), connections = 8): Promise<OpenLedger> {
  const pool = createPool(await freshDatabase(), connections, 'test');
  const ledger = new Ledger(pool, topology, { temporalUi: 'http://127.0.0.1:8233', namespace: 'interlock' });
  return {
    ledger,
    pool,
    close: async () => {
      ledger.changes.close();
      await checkPublished(pool).finally(() => pool.end());
    },
  };
}
