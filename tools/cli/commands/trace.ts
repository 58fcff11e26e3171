import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Client } from '../client';
import { findOne } from '../find';
import { asking, examples, type Work } from '../run';
import { headOf, stepLines, storyInWords, tailOf, type Told } from '../story';

interface TraceOptions {
  readonly bySystem?: boolean;
  readonly follow?: boolean;
}

const LOOK_MS = 1_000;
/** More than that nobody reads in a terminal; the API has the rest. */
const MOST_STEPS = '2000';

/** `trace <what>` */
export function trace(program: Command): void {
  program
    .command('trace <what>')
    .description(
      'The story of a transaction, hold, change, order, exception, event, lot or trace: who asked, what each system was asked, answered and was seen to say, what waited for what',
    )
    .option('--by-system', 'one system after the other')
    .option('-f, --follow', 'go on while it does')
    .addHelpText(
      'after',
      examples(
        'trace QH-RQ90Z2WJTRPDM',
        'trace PIN-10:L-0417 --by-system',
        'trace 4bf92f3577b34da6a3ce929d0e0e4736',
        'trace TX-4CDQ8V4M2K9RT --json | jq -r \'.story.steps[] | select(.kind == "visit").text\'',
      ),
    )
    .action(
      asking<[string], TraceOptions>(async (work, what) => {
        const transaction = what.startsWith('TX-') ? what : await findOne(work.api, what);
        const value = await read(work.api, transaction);
        if (work.options.follow) return follow(work, value);
        return { value, text: storyInWords(value, work.options.bySystem ?? false) };
      }),
    );
}

const read = (api: Client, transaction: string): Promise<Told> =>
  api.get(`/v1/transactions/${encodeURIComponent(transaction)}`, { include: 'temporal', limit: MOST_STEPS });

/** Prints each step once, until nothing is waited for. With --json a step a line. */
async function follow({ api, options }: Work<TraceOptions>, first: Told): Promise<null> {
  const begin = first.story.steps[0]?.at ?? '';
  const seen = new Set<string>();
  if (!options.json) console.log(`${headOf(first)}\n`);
  for (let told = first; ; told = await read(api, told.transaction)) {
    const news = told.story.steps.filter(({ id }) => !seen.has(id));
    for (const { id } of news) seen.add(id);
    if (options.json) for (const step of news) console.log(JSON.stringify(step));
    else if (news.length > 0) console.log(stepLines(news, begin).join('\n'));
    if (told.story.waiting.length === 0 && news.length === 0) {
      if (!options.json) console.log(`\n${tailOf(told)}`);
      return null;
    }
    await pause(LOOK_MS);
  }
}
