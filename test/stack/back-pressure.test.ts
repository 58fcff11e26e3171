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
