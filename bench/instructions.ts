import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Counts the instructions that processes execute (`perf stat`): of what a piece of work costs, that varies least on a machine
 * that others use.
 * @returns ends the count, and gives it; null where there is no `perf`, or it may not count
 */
export function countInstructions(pids: readonly number[]): () => Promise<number | null> {
  const perf = spawn('perf', ['stat', '-x', ',', '-e', 'instructions', '-p', pids.join(',')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  perf.stderr.on('data', (text: Buffer) => (told += text.toString()));
  const ended = once(perf, 'close').catch(() => undefined);
  return async () => {
    perf.kill('SIGINT');
    await ended;
    const counts = told.split('\n').flatMap((line) => {
      const [count, , event] = line.split(',');
      return event?.startsWith('instructions') && /^\d+$/.test(count ?? '') ? [Number(count)] : [];
    });
    return counts.length === 0 ? null : counts.reduce((total, count) => total + count, 0);
  };
}
