import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits for a condition: calls `probe` until it neither throws nor returns `false`, `null` or `undefined`.
 * @param within milliseconds; far more than a busy machine needs, since it only matters where the condition never comes
 * @returns what it returned
 * @throws the probe's last error, or one that quotes what it last returned
 */
export async function eventually<T>(
  probe: () => Promise<T> | T,
  { within = 300_000, every = 50 }: { within?: number; every?: number } = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const end = Date.now() + within;
  for (;;) {
    let failure: unknown;
    try {
      const value = await probe();
      if (value !== null && value !== undefined && value !== false)
        return value as NonNullable<Exclude<T, false>>;
      failure = new Error(`Not so within ${within} ms: the probe last returned ${String(value)}.`);
    } catch (error) {
      failure = error;
    }
    if (Date.now() >= end) throw failure;
    await pause(every);
  }
}
