import type { Command } from 'commander';
import type { CallerView } from '../../../contracts/caller';
import { asking, examples } from '../run';
import { list } from '../table';

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
        const everywhere = may.filter(([, plants]) => plants === null);
        const somewhere = may.filter(([, plants]) => plants !== null);
        return {
          value,
          text: list({
            caller: `${value.id} (${value.name})`,
            role: value.role,
            credential: value.credential,
            api: place.api,
            'key of': place.from,
            may: everywhere.map(([call]) => call).join(', '),
            ...(somewhere.length > 0 && {
              [`at ${[...new Set(somewhere.flatMap(([, plants]) => plants ?? []))].join(', ')}`]: somewhere
                .map(([call]) => call)
                .join(', '),
            }),
          }),
        };
      }),
    );
}
