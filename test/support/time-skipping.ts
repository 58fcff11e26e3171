import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { SEARCH_ATTRIBUTES } from '../../temporal/namespace';
import { testServerExecutable } from './temporal';

/** The SDK gives the server five seconds to start, which a busy machine may not keep at once. */
const TRIES = 6;

/** A Temporal server that skips time, with the sagas' search attributes; only inside `describeTimeSkipping`. */
export async function timeSkippingServer(): Promise<TestWorkflowEnvironment> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const environment = await started(TRIES);
  await environment.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: SEARCH_ATTRIBUTES,
  });
  return environment;
}

async function started(tries: number): Promise<TestWorkflowEnvironment> {
  try {
    const executable = { type: 'existing-path', path: testServerExecutable() } as const;
    return await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
  } catch (error) {
    if (tries > 1 && error instanceof Error && error.message.includes('did not start'))
      return started(tries - 1);
    throw error;
  }
}
