import type { Argument, Command, Option } from 'commander';
import type { Options } from '../place';

/** Looks up names of a kind, such as `hold`. */
export type Names = (kind: string, options: Options) => Promise<string[]>;

/**
 * What may stand in place of the last word: commands, options, their choices, and names that the API knows.
 * @param words what was typed after the program's name; the last is under the cursor, and may be empty
 */
export async function candidates(
  program: Command,
  words: readonly string[],
  names: Names,
): Promise<string[]> {
  const current = words.at(-1) ?? '';
  const { command, given, awaiting, options } = walk(program, words.slice(0, -1));
  const fitting = async (): Promise<string[]> => {
    if (awaiting) return awaiting.argChoices ?? names(kindOf(awaiting), options);
    if (current.startsWith('-')) return optionsOf(meant(command));
    const argument = argumentAt(meant(command), given);
    const own = given === 0 ? commandsOf(command) : [];
    return argument ? [...own, ...(argument.argChoices ?? (await names(argument.name(), options)))] : own;
  };
  return (await fitting()).filter((one) => one.startsWith(current));
}

interface Reached {
  readonly command: Command;
  /** How many of its arguments were given. */
  readonly given: number;
  /** The option whose value is typed. */
  readonly awaiting: Option | null;
  readonly options: Options;
}

function walk(program: Command, words: readonly string[]): Reached {
  let command = program;
  let given = 0;
  let awaiting: Option | null = null;
  const options: Record<string, string> = {};
  for (const word of words) {
    if (awaiting) {
      options[awaiting.attributeName()] = word;
      awaiting = null;
    } else if (word.startsWith('-')) {
      const option = optionNamed(meant(command), word);
      awaiting = option && (option.required || option.optional) ? option : null;
    } else {
      const next: Command | undefined =
        given === 0 ? command.commands.find((one) => one.name() === word) : undefined;
      if (next) command = next;
      else given++;
    }
  }
  return { command, given, awaiting, options };
}

/** Where a group's own command is not named, it lists. */
const meant = (command: Command): Command => command.commands.find((one) => one.name() === 'list') ?? command;
const commandsOf = (command: Command): string[] =>
  command
    .createHelp()
    .visibleCommands(command)
    .map((one) => one.name());

/** Its own, and those of the commands that it belongs to. */
const allOptions = (command: Command): Option[] => [
  ...command.options,
  ...(command.parent ? allOptions(command.parent) : []),
];
const optionNamed = (command: Command, flag: string): Option | undefined =>
  allOptions(command).find(({ long, short }) => long === flag || short === flag);
const optionsOf = (command: Command): string[] => [
  ...new Set([...allOptions(command).flatMap(({ long }) => long ?? []), '--help']),
];

function argumentAt(command: Command, given: number): Argument | undefined {
  const { registeredArguments } = command;
  const last = registeredArguments.at(-1);
  return registeredArguments[given] ?? (last?.variadic ? last : undefined);
}

/** What its value is called: `<hold>`; the option's name where that says less. */
const kindOf = ({ flags }: Option): string => /[<[]([\w-]+)/.exec(flags)?.[1] ?? '';
