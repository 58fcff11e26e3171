import { provision } from '../../tools/provision/run';

/** Path of the `temporal` executable, for `TestWorkflowEnvironment.createLocal`. */
export const temporalExecutable = (): Promise<string> => provision('temporal');

/** Path of the time-skipping test server, for `createTimeSkipping`; only inside `describeTimeSkipping`. */
export const testServerExecutable = (): string => process.env.INTERLOCK_TEST_SERVER ?? '';

/** `describe` for tests that let time pass: without Java they are counted as skipped, and say why. */
export const describeTimeSkipping = (title: string, tests: () => void): void =>
  testServerExecutable() === ''
    ? describe.skip(`${title} (skipped: needs Java 17 and Maven)`, tests)
    : describe(title, tests);
