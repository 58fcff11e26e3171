import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import type { LoggedEvent } from '../../../contracts/record';
import type { z } from 'zod';
import { clientOf, type Client } from '../client';
import { findPlace, Usage, type Options } from '../place';
import { examples } from '../run';

type Event = z.infer<typeof LoggedEvent>;
interface EventOptions extends Options {
  readonly after?: string;
  readonly type?: string;
  readonly plant?: string;
  readonly transaction?: string;
  readonly follow?: boolean;
}

const PAGE = '200';
const LOOK_MS = 500;

/** `events`, `events follow` */
export function events(program: Command): void {
  const group = program
    .command('events')
    .description('The event log in its order, a line each')
    .addHelpText(
      'after',
      examples(
        'events --transaction TX-4CDQ8V4M2K9RT',
        "events follow --type 'interlock.quality-hold.*'",
        'events --after 4711 --json',
      ),
    );
  const command = (name: string, isDefault: boolean, description: string): Command =>
    group
      .command(name, { isDefault })
      .description(description)
      .option('--after <sequence>', 'begin after this one; without it, where the log begins')
      .option('--type <type>', 'may end in *')
      .option('--plant <plant>')
      .option('--transaction <transaction>')
      .action(async (_options, given: Command) => {
        const options = given.optsWithGlobals<EventOptions>();
        await tail(clientOf(findPlace(options)), options, options.follow ?? !isDefault);
      });
  command('list', true, 'To its end; what `events` alone does').option(
    '-f, --follow',
    'the same as `events follow`',
  );
  command('follow', false, 'And wait for more, until it is interrupted');
}

/** @returns once there are no more, unless more are waited for */
async function tail(api: Client, options: EventOptions, follow: boolean): Promise<void> {
  const { type, plant, transaction, json = false } = options;
  let after = options.after;
  if (after !== undefined && !/^\d+$/.test(after)) throw new Usage('--after is the sequence of an event.');
  for (;;) {
    const query = { after, type, plant, transaction, limit: PAGE };
    const { events: page } = await api.get<{ events: Event[] }>('/v1/events', query);
    for (const event of page) console.log(json ? JSON.stringify(event) : inWords(event));
    after = page.at(-1)?.sequence.toString() ?? after;
    if (page.length > 0) continue;
    if (!follow) return;
    await pause(LOOK_MS);
  }
}

const inWords = ({ sequence, time, type, subject, plant }: Event): string =>
  [String(sequence).padStart(6), time, type, subject, plant ?? ''].join('  ').trimEnd();
