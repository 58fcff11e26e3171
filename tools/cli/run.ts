import { Option, type Command } from 'commander';
import { clientOf, type Client } from './client';
import { findPlace, Usage, type Options, type Place } from './place';

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

/** An action of a command that asks the API; null: it has printed what it found. */
export const asking =
  <A extends readonly unknown[], O = object>(work: (work: Work<O>, ...args: A) => Promise<Found | null>) =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const options = command.optsWithGlobals<O & Options>();
    const place = findPlace(options);
    const args = given.slice(0, -2) as unknown as A;
    const api = clientOf(place, options.idempotencyKey);
    const found = await work({ options, place, api }, ...args);
    if (found) print(found, options);
  };

/** An option that takes one of these; shells complete them. */
export const choice = (flags: string, description: string, values: readonly string[]): Option =>
  new Option(flags, description).choices(values);

/** Given more than once, an option keeps all of its values. */
export const all = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `<value> <unit>`, such as "40 EA"; without a unit pieces. @throws Usage */
export function quantityOf(text: string): { value: string; unit: string } {
  const [value = '', unit = 'EA', ...rest] = text.trim().split(/\s+/);
  if (rest.length > 0 || !/^\d+(\.\d+)?$/.test(value))
    throw new Usage(`"${text}" is no quantity: write a decimal and a unit, such as "40 EA".`);
  return { value, unit };
}

/** `<system>/<number>`, such as "qms/NC-2026-0117". @throws Usage */
export function referenceOf(text: string): { system: string; id: string } {
  const slash = text.indexOf('/');
  if (slash < 1 || slash === text.length - 1)
    throw new Usage(`"${text}" names nothing: write <system>/<number>, such as qms/NC-2026-0117.`);
  return { system: text.slice(0, slash), id: text.slice(slash + 1) };
}

/** Examples at the end of a command's help. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ npx interlock ${line}`).join('\n')}`;
