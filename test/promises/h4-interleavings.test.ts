import { demoTopology, openLedger, type OpenLedger } from '../ledger/open-ledger';
import type { Kind } from './h4/slow-system';
import { World } from './h4/world';

/** Repeat a run with the seed that it printed. */
const SEED = Number(process.env.INTERLOCK_H4_SEED ?? 1_042);
const LOTS = 10;
const WORLDS = 1_000;
const AT_ONCE = 3;
/** Ten times what it takes where there is nothing else to do. */
const LIMIT_MS = 7_200_000;
const KINDS: readonly Kind[] = [
  { counts: true, refusesLate: true },
  { counts: false, refusesLate: true },
  { counts: false, refusesLate: false },
];

let open: OpenLedger;
beforeAll(async () => {
  const topology = demoTopology();
  const erp = topology.systems.erp!;
  // One for each that asks at once, so that nobody waits for one: of each world its transactions, or the gate of every lot.
  open = await openLedger({ ...topology, systems: { erp: { ...erp, batch: 5 } } }, AT_ONCE * LOTS);
  const found = await open.pool.query<{ name: string }>('select current_database() as name');
  // Durability is not what is tested here.
  await open.pool.query(`alter database ${found.rows[0]!.name} set synchronous_commit = off`);
});
afterAll(() => open.close());

describe('H4 set algebra', () => {
  it(`H4 ${WORLDS * LOTS} random interleavings of three holds over a slow system: never free while a hold covers it (seed ${SEED})`, async () => {
    let next = 0;
    const one = async (): Promise<void> => {
      for (let index = next++; index < WORLDS; index = next++) {
        const lots = Array.from({ length: LOTS }, (_, lot) => `PIN-10:W${index}-${lot}`);
        await new World(open.ledger, open.pool, SEED + index, KINDS[index % KINDS.length]!, lots).run();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, one));
  }, LIMIT_MS);
});
