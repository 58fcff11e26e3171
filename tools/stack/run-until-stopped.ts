/**
 * Runs a program that starts processes: `stop` is called once, at Ctrl-C, at a signal, when whoever started this over a
 * channel has been killed, and when the start fails (then the error's message is written and the exit code is 1).
 */
export async function runUntilStopped(start: () => Promise<void>, stop: () => Promise<void>): Promise<void> {
  let stopping: Promise<void> | null = null;
  const stopOnce = () => (stopping ??= stop().finally(() => process.connected && process.disconnect()));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopOnce);
  process.once('disconnect', stopOnce);
  try {
    await start();
  } catch (error) {
    if (!stopping) {
      process.exitCode = 1;
      console.error((error as Error).message);
    }
    await stopOnce();
  }
}
