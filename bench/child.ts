import { fork } from 'node:child_process';
import { join } from 'node:path';
import { DIST } from '../tools/root';

/**
 * Runs a program of bench/ in a process of its own, so that its work does not delay what is measured: it is sent `job`
 * and sends its outcome back.
 * @throws Error when it ends without one
 */
export function runChild<Job, Outcome>(
  program: string,
  job: Job,
  env: Record<string, string> = {},
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = fork(join(DIST, 'bench', program), {
      env: { ...process.env, ...env },
      // A session of its own, so that only it goes first.
      detached: true,
    });
    let outcome: { value: Outcome } | null = null;
    child.once('message', (value) => (outcome = { value: value as Outcome }));
    child.once('error', reject);
    child.once('exit', (code) =>
      outcome ? resolve(outcome.value) : reject(new Error(`bench/${program} ended with ${code}`)),
    );
    child.send(job as object);
  });
}

/** The other end: does the job, answers, and ends. */
export function serveJob<Job, Outcome>(work: (job: Job) => Promise<Outcome>): void {
  process.once('disconnect', () => process.exit());
  process.once('message', (job) => {
    work(job as Job)
      .then((outcome) => process.send?.(outcome as object, () => process.exit()))
      .catch((error: unknown) => {
        console.error(error);
        process.exit(1);
      });
  });
}
