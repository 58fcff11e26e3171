#!/usr/bin/env node
/** `npx interlock …` or `npm run interlock -- …`: a client of the public API, for people and scripts. */
import { Command, CommanderError } from 'commander';
import { changes } from './commands/changes';
import { events } from './commands/events';
import { exceptions } from './commands/exceptions';
import { holds } from './commands/holds';
import { lots } from './commands/lots';
import { topology } from './commands/topology';
import { trace } from './commands/trace';
import { Refused } from './client';
import { Usage } from './place';
import { examples } from './run';

const OK = 0;
const FAILED = 1;
const WRONG_USAGE = 2;

const program = new Command('interlock')
  .description('Holds, changes, exceptions and topology of a running Interlock, by its public API.')
  .option('--json', 'print JSON, for programs')
  .option('--data <folder>', "the running stack's data folder; INTERLOCK_DATA, or .interlock")
  .option('--as <caller>', 'whose key of stack.json to use (default: administrator)')
  .addHelpText(
    'after',
    `
Where: INTERLOCK_API and INTERLOCK_KEY, or else stack.json in the data folder.
Exit codes: ${OK} done, ${FAILED} refused or failed, ${WRONG_USAGE} wrong usage.
${examples('holds --plant lyon', 'hold QH-RQ90Z2WJTRPDM', 'topology diff config/three-plants.yaml', 'exceptions --json | jq .items')}`,
  )
  .exitOverride();
for (const register of [holds, lots, changes, exceptions, events, trace, topology]) register(program);

program.parseAsync().catch((error: unknown) => {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? OK : WRONG_USAGE;
  else if (error instanceof Usage) fail(error.message, WRONG_USAGE);
  else if (error instanceof Refused) fail(error.message, FAILED);
  else fail(error instanceof Error ? error.message : String(error), FAILED);
});

function fail(text: string, code: number): void {
  console.error(text);
  process.exitCode = code;
}
