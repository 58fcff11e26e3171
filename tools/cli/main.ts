#!/usr/bin/env node
/** `npx interlock …` or `npm run interlock -- …`: a client of the public API, for people and scripts. */
import { CommanderError } from 'commander';
import { Unreachable } from './client';
import { Usage } from './place';
import { EXIT, interlock } from './program';

interlock()
  .parseAsync()
  .catch((error: unknown) => {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    else if (error instanceof Usage) fail(error.message, EXIT.usage);
    else if (error instanceof Unreachable) fail(error.message, EXIT.unreachable);
    else fail(error instanceof Error ? error.message : String(error), EXIT.refused);
  });

function fail(text: string, code: number): void {
  console.error(text);
  process.exitCode = code;
}

// Whoever reads may have read enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT.done);
});
