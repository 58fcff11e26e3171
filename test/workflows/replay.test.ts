import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';

const FOLDER = join(__dirname, 'histories');
const histories = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const codePath = join(__dirname, '../../dist/workflow-bundle.js');

interface History {
  readonly events: readonly {
    readonly workflowExecutionStartedEventAttributes?: {
      readonly header?: { readonly fields?: Readonly<Record<string, unknown>> };
    };
  }[];
}
const TRACE_HEADER = '_tracer-data';
const TRACE = {
  metadata: { encoding: Buffer.from('json/plain').toString('base64') },
  data: Buffer.from('{"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}').toString(
    'base64',
  ),
};

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

  test.each(histories)(
    '%s, begun in a trace, replays as begun in none; and the other way round',
    async (name) => {
      const [begun, ...rest] = (read(name) as History).events;
      const { header, ...started } = begun!.workflowExecutionStartedEventAttributes!;
      const other = header?.fields?.[TRACE_HEADER] ? {} : { [TRACE_HEADER]: TRACE };
      const history = {
        events: [
          { ...begun, workflowExecutionStartedEventAttributes: { ...started, header: { fields: other } } },
          ...rest,
        ],
      };
      await Worker.runReplayHistory({ workflowBundle: { codePath } }, history, workflowIdOf(name));
    },
  );

  test.each([
    ['quality-hold', '.bring(batch)'],
    ['engineering-change', '.package(question)'],
    ['plant-rollout', '.assess(question)'],
    ['production-order', '.askOrder(question)'],
  ])('%s: asking for an activity in another way is caught', async (saga, call) => {
    const code = readFileSync(codePath, 'utf8');
    const altered = code.replaceAll(call, '.fetch()');
    expect(altered).not.toBe(code);
    const name = histories.find((one) => one.endsWith(`-${saga}.json`))!;
    await expect(
      Worker.runReplayHistory({ workflowBundle: { code: altered } }, read(name), workflowIdOf(name)),
    ).rejects.toThrow(DeterminismViolationError);
  });
});

/** Files are named `<version>-<workflow>`, and what is of note in that run. */
const workflowIdOf = (name: string) => name.replace(/^[\d.]+-/, '').replace(/\.json$/, '');
