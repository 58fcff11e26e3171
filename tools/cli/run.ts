import type { Command } from 'commander';
import { clientOf, type Client } from './client';
import { findPlace, type Options, type Place } from './place';

/** What a command works with. */
export interface Work<O> {
  readonly options: O & Options;
  readonly place: Place;
  readonly api: Client;
}

/** What a command has found: for programs, and for people. `failed`: it was answered, and the answer is no. */
export interface Found {
  readonly value: unknown;
  readonly text: string;
  readonly failed?: boolean;
}

/** Prints what was found: JSON with --json, else text; a failure makes the exit code 1. */
export function print({ value, text, failed = false }: Found, { json = false }: Options): void {
  console.log(json ? JSON.stringify(value, null, 2) : text);
  if (failed) process.exitCode = 1;
}

/** An action of a command that asks the API. */
export const asking =
  <A extends readonly string[], O = object>(work: (work: Work<O>, ...args: A) => Promise<Found>) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const options = command.optsWithGlobals<O & Options>();
    const place = findPlace(options);
    const args = given.slice(0, -2) as unknown as A;
    print(await work({ options, place, api: clientOf(place) }, ...args), options);
  };

/** Examples at the end of a command's help. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ npx interlock ${line}`).join('\n')}`;
