import type { Command } from 'commander';
import { CALLS } from '../../../contracts/calls';
import type { CallerView } from '../../../contracts/caller';
import { asking, examples } from '../run';
import { list } from '../table';

const NATURES: Readonly<Record<string, string>> = CALLS;

/** `whoami` */
export function whoami(program: Command): void {
  program
    .command('whoami')
    .description('Who the API takes you for, by which key, and what you may do')
    .addHelpText('after', examples('whoami', 'whoami --as quality-lyon'))
    .action(
      asking<[]>(async ({ api, place }) => {
        const value = await api.get<CallerView>('/v1/caller');
        const may = Object.entries(value.may);
        const decides = may.filter(([call]) => (NATURES[call] ?? '').startsWith('command:'));
        return {
          value,
          text: list({
            caller: `${value.id} (${value.name})`,
            role: value.role,
            credential: value.credential,
            api: place.api,
            'key of': place.from,
            decides: decides
              .map(([call, plants]) => (plants === null ? call : `${call} at ${plants.join(', ')}`))
              .join('; '),
            reads: `${may.length - decides.length} calls`,
          }),
        };
      }),
    );
}
