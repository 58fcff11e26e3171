import { eventually } from '../support/eventually';
import { namedStack, type TestStack } from '../support/stack';
import { alteredTopology } from '../support/topology';
import { freeze } from './freeze';
import { countRows } from './ledger';
import { freshLot, place, reached, release } from './material';

const PER_SECOND = 4;
/** Lots of Lyon that are held at once: of each the ERP is asked to block it, and what is beyond the hold. */
const FLOOD = 24;

/** The demo enterprise with an ERP that takes few requests. */
function slowErp(): Promise<TestStack> {
  const path = alteredTopology('slow-erp', (demo) => ({
    ...demo,
    systems: { ...demo.systems, erp: { ...demo.systems.erp!, requestsPerSecond: PER_SECOND } },
  }));
  return namedStack('slow-erp', '--topology', path);
}

describe('a system that takes few requests', () => {
  let stack: TestStack;
  /** Ids of the holds, and the lot of each. */
  const flood = new Map<string, string>();
  beforeAll(async () => {
    stack = await slowErp();
  });

  it('is asked no more often than it takes, blocks first, and one plant waits for no flood of another', async () => {
    const lyon = await Promise.all(Array.from({ length: FLOOD }, () => freshLot(stack)));
    const monterrey = await freshLot(stack, '100', 'monterrey');
    const blocks = async () => {
      const effects = await stack.control('erp').effects();
      return effects.filter(
        ({ operation, subject }) => operation === 'stock-block' && [...lyon, monterrey].includes(subject),
      );
    };
    // Nothing is asked before all of it waits.
    const goOn = freeze(stack, 'worker-enterprise');
    await Promise.all(lyon.map(async (lot) => flood.set((await place(stack, [lot])).id, lot)));
    await place(stack, [monterrey], { plant: 'monterrey' });
    goOn();
    const done = await eventually(async () => {
      const all = await blocks();
      return all.length === FLOOD + 1 && all.sort((a, b) => a.at.localeCompare(b.at));
    });

    // A visit is two requests: in no five seconds are there more blocks than that, and those that a busy machine was late with.
    const begun = done.map(({ at }) => Date.parse(at));
    const inFive = begun.map((from) => begun.filter((at) => at >= from && at < from + 5000).length);
    expect(Math.max(...inFive)).toBeLessThanOrEqual((PER_SECOND / 2) * 5 * 2);
    // Monterrey's hold was placed last, and its block is not last.
    expect(done.findIndex(({ subject }) => subject === monterrey)).toBeLessThan(FLOOD * 0.75);
    // Blocks go before what is only asked. In the order of arrival all but the last lot would have been asked about when the
    // last block begins; the queue has partitions, and each keeps the order for itself.
    const asked = await countRows(
      stack,
      `exposure where system = 'erp' and lot = any(string_to_array($1, ' ')) and answered_at < $2`,
      [lyon.join(' '), done.at(-1)!.at],
    );
    expect(asked).toBeLessThan(FLOOD * 0.75);
  });

  it('lets go of all that is released, though a free waits longer for its turn than a lost worker is waited for (chaos, seed 1)', async () => {
    await Promise.all([...flood].map(([id, lot]) => release(stack, id, lot)));
    for (const id of flood.keys()) await reached(stack, id, 'closed');
  });
});
