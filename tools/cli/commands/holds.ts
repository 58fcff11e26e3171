import type { Command } from 'commander';
import type { Hold } from '../../../contracts/hold';
import { asking, examples, type Found } from '../run';
import { list, table } from '../table';

interface Filter {
  readonly state?: string;
  readonly plant?: string;
  readonly lot?: string;
}

/** `holds`, `hold <id>` */
export function holds(program: Command): void {
  program
    .command('holds')
    .description('Quality holds, newest last')
    .option('--state <state>', 'open, disposing or closed')
    .option('--plant <plant>', 'that raised it')
    .option('--lot <lot>', 'that it covers')
    .addHelpText('after', examples('holds --state open --plant lyon'))
    .action(
      asking<[], Filter>(async ({ api, options: { state, plant, lot } }): Promise<Found> => {
        const value = await api.get<{ items: Hold[] }>('/v1/quality-holds', { state, plant, lot });
        const rows = value.items.map((hold) => [
          hold.id,
          hold.state,
          hold.containment,
          hold.plant,
          hold.severity,
          hold.lots.length,
          hold.reason.text,
        ]);
        return {
          value,
          text: table(['hold', 'state', 'containment', 'plant', 'severity', 'lots', 'reason'], rows),
        };
      }),
    );
  program
    .command('hold <id>')
    .description('One hold: what it covers, and what each system was seen to say')
    .addHelpText('after', examples('hold QH-RQ90Z2WJTRPDM', 'hold QH-RQ90Z2WJTRPDM --json | jq .targets'))
    .action(
      asking<[string]>(async ({ api }, id) => {
        const value = await api.get<Hold>(`/v1/quality-holds/${encodeURIComponent(id)}`);
        return { value, text: inWords(value) };
      }),
    );
}

const inWords = (hold: Hold): string =>
  [
    list({
      hold: hold.id,
      transaction: hold.transaction,
      state: `${hold.state}, ${hold.containment}`,
      plant: hold.plant,
      reason: hold.reason.text,
      'placed by': hold.placedBy.name,
      'placed at': hold.placedAt,
    }),
    table(
      ['lot', 'quantity', 'undecided', 'pending', 'unit'],
      hold.lots.map((one) => [one.lot, one.quantity, one.undecided, one.pending, one.unit]),
    ),
    table(
      ['system', 'subject', 'desired', 'status', 'required', 'it says'],
      hold.targets.map((one) => [
        one.system,
        `${one.subject.kind} ${one.subject.id}`,
        one.desired.state,
        one.status,
        one.required ? 'yes' : 'no',
        one.note,
      ]),
    ),
  ].join('\n\n');
