import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provision } from '../../tools/provision/run';

/** Nothing is started here: what a test needs is started when it first asks (see stack.ts and database.ts). */
export default async function setUp(): Promise<void> {
  process.env.INTERLOCK_TEST_RUN = mkdtempSync(join(tmpdir(), 'interlock-test-'));
  const server = await provision('test-server');
  if (server === '' && process.env.CI === 'true')
    throw new Error('Java and Maven are needed here: in CI no test is skipped.');
  process.env.INTERLOCK_TEST_SERVER = server;
}
