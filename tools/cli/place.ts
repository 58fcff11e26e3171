import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Options of every command. */
export interface Options {
  readonly json?: boolean;
  readonly data?: string;
  readonly as?: string;
  readonly wide?: boolean;
  readonly idempotencyKey?: string;
}

/** Where the API is, who calls, and what `${INTERLOCK_ADDRESS_<SYSTEM>}` is there as far as that is known. */
export interface Place {
  readonly api: string;
  readonly key: string;
  /** Whose key it is, as far as that is known, and where it was found. */
  readonly caller: string;
  readonly from: string;
  readonly addresses: Readonly<Record<string, string>>;
}

interface StackFile {
  readonly api: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly systems: Readonly<Record<string, string>>;
}

/** A command that cannot be carried out as it was given. */
export class Usage extends Error {
  override readonly name = 'Usage';
}

/** INTERLOCK_API and INTERLOCK_KEY, or else the running stack's. @throws Usage */
export function findPlace({ data, as }: Options): Place {
  const { INTERLOCK_API: api, INTERLOCK_KEY: key } = process.env;
  if (api !== undefined) {
    if (key === undefined) throw new Usage('INTERLOCK_API is set: set INTERLOCK_KEY, too.');
    if (as !== undefined)
      throw new Usage('--as picks a key of stack.json; INTERLOCK_API is set, so INTERLOCK_KEY is used.');
    return { api, key, caller: 'its holder', from: 'INTERLOCK_KEY', addresses: {} };
  }
  const stack = readStack(data);
  if (!stack)
    throw new Usage(
      `No stack runs in ${folderOf(data)}: start it with \`npm start\`, name its folder (--data), or set INTERLOCK_API and INTERLOCK_KEY.`,
    );
  const caller = as ?? 'administrator';
  const mine = stack.keys[caller];
  if (mine === undefined)
    throw new Usage(`stack.json has no key of "${caller}"; it has ${Object.keys(stack.keys).join(', ')}.`);
  const from = `${join(folderOf(data), 'stack.json')}; --as takes another`;
  return { api: stack.api, key: mine, caller, from, addresses: addressesOf(stack) };
}

/** Variables for a topology file: the environment's, and the running stack's addresses where there is one. */
export function variablesFor({ data }: Options): Record<string, string | undefined> {
  const stack = readStack(data);
  return { ...(stack && addressesOf(stack)), ...process.env };
}

const folderOf = (data: string | undefined) => resolve(data ?? process.env.INTERLOCK_DATA ?? '.interlock');

/** Whose keys stack.json has; none where there is no stack. */
export const callersOf = ({ data }: Options): string[] => Object.keys(readStack(data)?.keys ?? {});

function readStack(data: string | undefined): StackFile | null {
  try {
    return JSON.parse(readFileSync(join(folderOf(data), 'stack.json'), 'utf8')) as StackFile;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

const addressesOf = ({ systems }: StackFile): Record<string, string> =>
  Object.fromEntries(
    Object.entries(systems).map(([name, address]) => [
      `INTERLOCK_ADDRESS_${name.toUpperCase().replaceAll('-', '_')}`,
      address,
    ]),
  );
