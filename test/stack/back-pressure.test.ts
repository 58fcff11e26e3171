import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Topology } from '../../contracts/topology';
import { eventually } from '../support/eventually';
import { runFolder } from '../support/run-folder';
import { namedStack, type TestStack } from '../support/stack';
import { freshLot, place } from './material';

const PER_SECOND = 6;
/** Lots of Lyon that are held at once: of each the ERP is asked to block it, and what is beyond the hold. */
const FLOOD = 24;

/** The demo enterprise with an ERP that takes few requests. */
function slowErp(): Promise<TestStack> {
  const demo = parse(readFileSync('config/topology.demo.yaml', 'utf8')) as Topology;
  const systems = { ...demo.systems, erp: { ...demo.systems.erp, requestsPerSecond: PER_SECOND } };
  const folder = join(runFolder(), 'slow-erp-topology');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'topology.yaml');
  writeFileSync(path, stringify({ ...demo, systems }));
  return namedStack('slow-erp', '--topology', path);
}

describe('a system that takes few requests', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await slowErp();
  });

  it('is asked no more often than it takes, blocks first, and one plant waits for no flood of another', async () => {
    const lyon = await Promise.all(Array.from({ length: FLOOD }, () => freshLot(stack)));
    const monterrey = await freshLot(stack, '100', 'monterrey');
    await Promise.all(lyon.map((lot) => place(stack, [lot])));
    await place(stack, [monterrey], { plant: 'monterrey' });

    const blocks = await eventually(
      async () => {
        const effects = await stack.control('erp').effects();
        const mine = effects.filter(
          ({ operation, subject }) => operation === 'stock-block' && [...lyon, monterrey].includes(subject),
        );
        return mine.length === FLOOD + 1 && mine.sort((a, b) => a.at.localeCompare(b.at));
      },
      { within: 60_000 },
    );

    // A visit is two requests: in no second are there more blocks than that, and the one that was under way.
    const begun = blocks.map(({ at }) => Date.parse(at));
    const inOneSecond = begun.map((from) => begun.filter((at) => at >= from && at < from + 1000).length);
    expect(Math.max(...inOneSecond)).toBeLessThanOrEqual(PER_SECOND / 2 + 2);
    // Monterrey asked last, and is not last.
    const turn = blocks.findIndex(({ subject }) => subject === monterrey);
    expect(turn).toBeLessThan(FLOOD * 0.75);
    // Blocks go before what is only asked: they are through in little more than the time that they take by themselves.
    const alone = ((FLOOD + 1) / (PER_SECOND / 2)) * 1000;
    expect(begun.at(-1)! - begun[0]!).toBeLessThan(alone * 1.6);
  });
});
