/** `npm start`: the whole stack in the foreground, until it is asked to stop. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../root';
import { findProfile } from './profiles';
import { Stack, type StackDescription } from './stack';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: process.env.INTERLOCK_DATA ?? resolve(ROOT, '.interlock') },
      profile: { type: 'string', default: 'sandbox' },
      fresh: { type: 'boolean', default: false },
    },
  });
  const stack = new Stack(resolve(values.data), findProfile(values.profile));
  let stopping: Promise<void> | null = null;
  const stop = () => (stopping ??= stack.stop().finally(() => process.connected && process.disconnect()));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // Whoever started this over a channel has been killed.
  process.once('disconnect', stop);
  try {
    announce(await stack.start(values.fresh), Math.round(process.uptime() * 10) / 10);
  } catch (error) {
    if (!stopping) {
      process.exitCode = 1;
      console.error((error as Error).message);
    }
    await stop();
  }
}

function announce(stack: StackDescription, seconds: number): void {
  console.log(`Interlock is ready after ${seconds} s.
  API          ${stack.api}
  Temporal UI  ${stack.temporalUi}
  addresses, keys and pids are in stack.json of the data folder; Ctrl-C stops all.`);
}

void main();
