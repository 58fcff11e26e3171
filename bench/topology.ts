import { join } from 'node:path';
import { readTopology } from '../config/topology';
import type { Topology } from '../contracts/topology';
import { ROOT } from '../tools/root';

/** The demo's topology, for what is measured on the ledger alone: no system is called, so any address will do. */
export const demoTopology = (): Topology =>
  readTopology(
    join(ROOT, 'config', 'topology.demo.yaml'),
    Object.fromEntries(
      ['ERP', 'PLM', 'QMS', 'WMS', 'MES_LYON', 'MES_MONTERREY'].map((name) => [
        `INTERLOCK_ADDRESS_${name}`,
        'http://127.0.0.1:1',
      ]),
    ),
  );
