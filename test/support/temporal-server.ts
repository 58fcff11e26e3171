import { types } from 'node:util';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { SEARCH_ATTRIBUTES } from '../../temporal/namespace';
import { temporalExecutable, testServerExecutable } from './temporal';

/** The SDK gives the server five seconds to start, which a busy machine may not keep at once. */
const TRIES = 24;

/** A Temporal server that skips time, with the sagas' search attributes; only inside `describeTimeSkipping`. */
export async function timeSkippingServer(): Promise<TestWorkflowEnvironment> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const executable = { type: 'existing-path', path: testServerExecutable() } as const;
  const environment = await started(() =>
    TestWorkflowEnvironment.createTimeSkipping({ server: { executable } }),
  );
  await environment.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: SEARCH_ATTRIBUTES,
  });
  return environment;
}

/** A Temporal server as it is, without the rest of a stack. */
export async function localServer(): Promise<TestWorkflowEnvironment> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const executable = { type: 'existing-path', path: await temporalExecutable() } as const;
  return started(() => TestWorkflowEnvironment.createLocal({ server: { executable } }));
}

async function started(
  start: () => Promise<TestWorkflowEnvironment>,
  tries = TRIES,
): Promise<TestWorkflowEnvironment> {
  try {
    return await start();
  } catch (error) {
    // The SDK's own errors are of another realm than jest's: no `instanceof` finds them.
    if (tries > 1 && types.isNativeError(error) && error.message.includes('did not start'))
      return started(start, tries - 1);
    throw error;
  }
}
