import { join } from 'node:path';
import { readCredentials } from '../../config/credentials';
import { planOf } from '../../tools/chaos/plan';
import { report } from '../../tools/chaos/report';
import { runChaos } from '../../tools/chaos/run';
import { startStack, type TestStack } from '../support/stack';

const SEED = Number(process.env.INTERLOCK_SEED ?? Date.now() % 2 ** 31);
const SIZE = { holds: 20, changes: 6, seconds: 25 };

/** `npm run chaos`, short: systems fail and processes are killed at random, and in the end everything is as it was asked for. */
describe('A2 nothing lost, nothing stuck', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack.stop());

  it(`A2 chaos with seed ${SEED}: what was answered 2xx is so in every system, once`, async () => {
    const { description } = stack;
    const systemCredentials = readCredentials(join(stack.data, 'credentials.json')).systems;
    const outcome = await runChaos(planOf(SEED, SIZE), { description, systemCredentials }, () => undefined);
    if (outcome.record.defects.length > 0) throw new Error(report(outcome));
    expect(outcome.record.holds).toHaveLength(SIZE.holds);
    expect(outcome.counts.total('kills')).toBeGreaterThan(0);
    expect(outcome.counts.total('faults')).toBeGreaterThan(0);
    expect(outcome.counts.total('samples')).toBeGreaterThan(0);
  }, 1_200_000);
});
