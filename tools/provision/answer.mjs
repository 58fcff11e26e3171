import { say } from '../set-up/steps.mjs';

/**
 * Ends a provisioning program: what was found goes to stdout as a line of its own, a failure to stderr.
 * @param {Promise<string>} found
 */
export function answer(found) {
  found.then(
    (text) => process.stdout.write(`${text}\n`),
    (error) => {
      say(error.message);
      process.exitCode = 1;
    },
  );
}
