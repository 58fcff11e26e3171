/** `npm start`: the whole stack in the foreground, until it is asked to stop. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../root';
import type { StackDescription } from './description';
import { findProfile } from './profiles';
import { withTopology } from './profiles/with-topology';
import { runUntilStopped } from './run-until-stopped';
import { Stack } from './stack';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: process.env.INTERLOCK_DATA ?? resolve(ROOT, '.interlock') },
    profile: { type: 'string', default: 'sandbox' },
    topology: { type: 'string' },
    fresh: { type: 'boolean', default: false },
    'temporal-store': { type: 'string', default: 'file' },
  },
});
const temporalStore = options['temporal-store'];
if (temporalStore !== 'file' && temporalStore !== 'postgres')
  throw new Error('--temporal-store is `file` or `postgres`.');
const profile = findProfile(options.profile);
const stack = new Stack(
  resolve(options.data),
  options.topology === undefined ? profile : withTopology(profile, resolve(options.topology)),
  { fresh: options.fresh, temporalStore },
);

void runUntilStopped(
  async () => announce(await stack.start(), process.uptime()),
  () => stack.stop(),
);

function announce(description: StackDescription, seconds: number): void {
  console.log(`Interlock is ready after ${seconds.toFixed(1)} s.
  Console      ${description.console}
  API          ${description.api}
  Temporal UI  ${description.temporalUi}
  Addresses, keys and pids are in ${resolve(options.data, 'stack.json')}. Ctrl-C stops all.`);
}
