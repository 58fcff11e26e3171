import { demoTopology, openLedger, type OpenLedger } from '../ledger/open-ledger';
import { Random } from './h4/random';
import { Model } from './h5/model';
import { plotOf, POSTS_WITHIN_HOURS, type Step } from './h5/plot';
import { World } from './h5/world';

/** Repeat a run with the seed that it printed. */
const SEED = Number(process.env.INTERLOCK_H5_SEED ?? 7_421);
const PLOTS = 60;
const AT_ONCE = 4;

let open: OpenLedger;
beforeAll(async () => {
  const topology = demoTopology();
  topology.plants.lyon!.backflush = [
    { workCentre: 'ASM-1', location: 'LYON-ASM-1', hours: POSTS_WITHIN_HOURS },
  ];
  open = await openLedger(topology, 12);
  const found = await open.pool.query<{ name: string }>('select current_database() as name');
  // Durability is not what is tested here.
  await open.pool.query(`alter database ${found.rows[0]!.name} set synchronous_commit = off`);
});
afterAll(() => open.close());

const worldOf = (name: string) => new World(open.ledger, open.pool, name);
const seeds = Array.from({ length: PLOTS }, (_, index) => SEED + index);

/** Everything told before anything is taken back, in the order of its ids, and no hold. */
const canonical = (plot: readonly Step[]): Step[] =>
  plot
    .filter((step) => step.what === 'tell')
    .sort((a, b) => Number(a.isReversal) - Number(b.isReversal) || a.event - b.event);

describe('H5 follows the material', () => {
  it(`H5 ${PLOTS} random graphs in random order, with repeats and reversals: after each step the graph and what is held are the model's (seed ${SEED})`, async () => {
    for (const seed of seeds) {
      const plot = plotOf(new Random(seed), true);
      const [world, model] = [worldOf(`S${seed}`), new Model()];
      for (const [index, step] of plot.entries()) {
        await world.take(step);
        model.take(step);
        const seen = { edges: await world.edges(), covered: await world.covered() };
        expect({ seed, index, ...seen }).toEqual({
          seed,
          index,
          edges: model.edges(),
          covered: model.covered(),
        });
      }
      const inOrder = worldOf(`C${seed}`);
      for (const step of canonical(plot)) await inOrder.take(step);
      expect({ seed, graph: await world.graph() }).toEqual({ seed, graph: await inOrder.graph() });
    }
  }, 1_800_000);

  it(`H5 holds placed while edges are recorded, ${AT_ONCE} at once: what was made of what is held, is held (seed ${SEED})`, async () => {
    for (const seed of seeds.slice(0, PLOTS / 3)) {
      const plot = plotOf(new Random(seed), false);
      const [world, model] = [worldOf(`P${seed}`), new Model()];
      const holds = plot.filter(({ what }) => what === 'hold');
      const left = [...plot];
      const takeTurns = async (): Promise<void> => {
        for (let step = left.shift(); step; step = left.shift()) await world.take(step);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, takeTurns));
      plot.forEach((step) => model.take(step));
      expect({ seed, edges: await world.edges() }).toEqual({ seed, edges: model.edges() });
      // Holds are placed in any order: compared as sets.
      const lotsOf = (covered: readonly string[]) =>
        holds
          .map((_, hold) =>
            covered.filter((one) => one.startsWith(`${hold}:`)).map((one) => one.split(':')[1]),
          )
          .map((lots) => lots.join(' '))
          .sort();
      expect({ seed, covered: lotsOf(await world.covered()) }).toEqual({
        seed,
        covered: lotsOf(model.covered()),
      });
    }
  });
});
