/**
 * Long steps say what they do and for how long. All of it goes to stderr: stdout is for results.
 */
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

export const say = (text) => process.stderr.write(`${text}\n`);

/**
 * Runs `work`, says when it began, every 15 seconds that it goes on, and what it took.
 * @template T
 * @param {string} label what is done, such as "Installing packages"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const since = Date.now();
  say(`· ${label} …`);
  const ticker = setInterval(() => say(`  … ${label}: ${seconds(since)} so far`), 15_000);
  try {
    const result = await work();
    say(`✓ ${label}: ${seconds(since)}`);
    return result;
  } catch (error) {
    say(`✗ ${label}: failed after ${seconds(since)}`);
    throw error;
  } finally {
    clearInterval(ticker);
  }
}
