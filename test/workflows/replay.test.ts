import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';

const FOLDER = join(__dirname, 'histories');
const histories = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const codePath = join(__dirname, '../../dist/workflow-bundle.js');

const read = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));

/** Sagas run for months: what ran under an older version must replay under this one. */
describe('Histories of every version that was released', () => {
  beforeAll(() => Runtime.install({ logger: new DefaultLogger('ERROR') }));

  test('there is at least one', () => {
    expect(histories.length).toBeGreaterThan(0);
  });

  test.each(histories)('%s replays', async (name) => {
    await Worker.runReplayHistory({ workflowBundle: { codePath } }, read(name), workflowIdOf(name));
  });

  test('a saga that asks for its activities in another way is caught', async () => {
    const code = readFileSync(codePath, 'utf8');
    const altered = code.replaceAll('.bring(batch)', '.fetch(batch)');
    expect(altered).not.toBe(code);
    const name = histories[0]!;
    await expect(
      Worker.runReplayHistory({ workflowBundle: { code: altered } }, read(name), workflowIdOf(name)),
    ).rejects.toThrow(DeterminismViolationError);
  });
});

const workflowIdOf = (name: string) => `quality-hold/${name}`;
