import type { Command } from 'commander';
import type { EngineeringChange } from '../../../contracts/engineering-change';
import { asking, examples } from '../run';
import { list, table } from '../table';

/** `changes`, `change <id>` */
export function changes(program: Command): void {
  program
    .command('changes')
    .description('Engineering changes and how far each plant is')
    .option('--state <state>', 'such as staged')
    .option('--plant <plant>')
    .addHelpText('after', examples('changes --plant lyon'))
    .action(
      asking<[], { state?: string; plant?: string }>(async ({ api, options: { state, plant } }) => {
        const value = await api.get<{ items: EngineeringChange[] }>('/v1/engineering-changes', {
          state,
          plant,
        });
        const rows = value.items.map((one) => [
          one.id,
          one.change.id,
          one.state,
          one.items.map(({ item, from, to }) => `${item} ${from}→${to}`).join(', '),
          one.plants.map((at) => `${at.plant} ${at.state}`).join(', '),
        ]);
        return { value, text: table(['change', 'number', 'state', 'items', 'plants'], rows) };
      }),
    );
  program
    .command('change <id>')
    .description('One change: findings, plants, and what each system was seen to say')
    .addHelpText('after', examples('change EC-SCK67F979CQMH'))
    .action(
      asking<[string]>(async ({ api }, id) => {
        const value = await api.get<EngineeringChange>(`/v1/engineering-changes/${encodeURIComponent(id)}`);
        return { value, text: inWords(value) };
      }),
    );
}

const inWords = (change: EngineeringChange): string =>
  [
    list({
      change: `${change.id} (${change.change.id})`,
      state: change.state,
      transaction: change.transaction,
    }),
    table(
      ['severity', 'code', 'plant', 'finding'],
      change.findings.map((one) => [one.severity, one.code, one.plant, one.text]),
    ),
    table(
      ['plant', 'state', 'system', 'subject', 'desired', 'status', 'it says'],
      change.plants.flatMap(({ plant, state, targets }) =>
        targets.map((one) => [
          plant,
          state,
          one.system,
          `${one.subject.kind} ${one.subject.id}`,
          one.desired.state,
          one.status,
          one.note,
        ]),
      ),
    ),
  ].join('\n\n');
