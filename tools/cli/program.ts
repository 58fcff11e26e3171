import { Command } from 'commander';
import { changes } from './commands/changes';
import { completion } from './commands/completion';
import { events } from './commands/events';
import { exceptions } from './commands/exceptions';
import { holds } from './commands/holds';
import { lots } from './commands/lots';
import { systems } from './commands/systems';
import { topology } from './commands/topology';
import { trace } from './commands/trace';
import { transactions } from './commands/transactions';
import { whoami } from './commands/whoami';
import { examples } from './run';
import { terminal } from './terminal';

/** What a shell is told at the end. */
export const EXIT = { done: 0, refused: 1, usage: 2, unreachable: 3 } as const;

const COMMANDS = [
  holds,
  changes,
  lots,
  exceptions,
  systems,
  trace,
  transactions,
  events,
  topology,
  whoami,
  completion,
];

/** All commands and their help. */
export function interlock(): Command {
  const program = new Command('interlock')
    .description('Holds, changes, exceptions and topology of a running Interlock, by its public API.')
    .option('--json', "print the API's own answer as JSON, for programs; what goes on and on a line each")
    .option('--data <folder>', "the running stack's data folder; INTERLOCK_DATA, or .interlock")
    .option('--as <caller>', 'whose key of stack.json to use (default: administrator)')
    .option('--wide', 'cut nothing to the width of the terminal')
    .option('--idempotency-key <key>', 'what is repeated with the same key is done once')
    .addHelpText(
      'after',
      `
Where: INTERLOCK_API and INTERLOCK_KEY, or else stack.json in the data folder. NO_COLOR: no colours.
Exit codes: ${EXIT.done} done, ${EXIT.refused} refused or failed, ${EXIT.usage} wrong usage, ${EXIT.unreachable} the API cannot be reached or cannot answer now.
${examples(
  'holds --plant lyon',
  'trace PIN-10:L-0417',
  '--as support exceptions retry EX-RQ90Z2WJTRPDM --reason "the line is back"',
  'topology diff config/three-plants.yaml',
  'exceptions --json | jq .items',
)}`,
    )
    .exitOverride()
    .hook('preAction', (_program, command) => {
      if (command.optsWithGlobals<{ wide?: boolean }>().wide) terminal.width = Infinity;
    });
  for (const register of COMMANDS) register(program);
  return program;
}
