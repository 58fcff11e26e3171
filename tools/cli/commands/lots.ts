import type { Command } from 'commander';
import type { z } from 'zod';
import { DIRECTIONS, type Genealogy } from '../../../contracts/genealogy';
import type { LotSummary } from '../../../contracts/lot-history';
import { ACTIONS, PURPOSES, type Releasability } from '../../../contracts/material';
import type { LotView } from '../../../contracts/record';
import { asking, choice, examples, quantityOf, type Found, type Work } from '../run';
import { list, table } from '../table';

type Lot = z.infer<typeof LotView>;
const address = (lot: string) => `/v1/lots/${encodeURIComponent(lot)}`;

interface ListOptions {
  readonly name?: string;
  readonly item?: string;
  readonly plant?: string;
  readonly held?: boolean;
}

/** `lots`, `lots show|gate|genealogy <lot>`, and `lots <lot>` for `lots show <lot>` */
export function lots(program: Command): void {
  const group = program
    .command('lots')
    .description('Lots: where they lie, what holds them, what they were made of')
    .addHelpText(
      'after',
      examples(
        'lots --held --plant lyon',
        'lots PIN-10:L-0417',
        'lots gate PIN-10:L-0417 --plant lyon --action ship',
        'lots genealogy BAR-3:H-7780',
      ),
    );
  group
    .command('list', { isDefault: true })
    .argument('[lot]')
    .description(
      'Lots, those first of which systems told last, or the one that is named; what `lots` alone does',
    )
    .option('--name <part>', 'a part of its name')
    .option('--item <item>')
    .option('--plant <plant>', 'where it lies')
    .option('--held', 'that an open hold covers')
    .action(
      asking<[string | undefined], ListOptions>((work, lot) =>
        lot === undefined ? listed(work) : shown(work, lot),
      ),
    );
  group
    .command('show <lot>')
    .description('Where it lies, its status, and which holds cover it')
    .addHelpText('after', examples('lots show PIN-10:L-0417'))
    .action(asking<[string]>(shown));
  group
    .command('gate <lot>')
    .description('May it be shipped, consumed or moved? Exit code 1: no')
    .requiredOption('--plant <plant>', 'where')
    .addOption(choice('--action <action>', 'what is to be done', ACTIONS).makeOptionMandatory())
    .option('--quantity <quantity>', 'how much, such as "10 EA"; all of it without')
    .addOption(choice('--purpose <purpose>', 'what for; by the action without', PURPOSES))
    .option('--to <location>', 'where to')
    .option('--order <order>', 'for which production order')
    .option('--customer <customer>', 'for which customer')
    .addHelpText(
      'after',
      examples(
        'lots gate PIN-10:L-0417 --plant lyon --action ship --quantity "10 EA" --customer atlantic-aerostructures',
        'lots gate PIN-10:L-0415 --plant lyon --action consume && echo "may be used"',
      ),
    )
    .action(
      asking<
        [string],
        Record<'plant' | 'action' | 'quantity' | 'purpose' | 'to' | 'order' | 'customer', string | undefined>
      >(async ({ api, options: { plant, action, purpose, quantity, to, order, customer } }, lot) => {
        const { value: amount, unit } = quantity === undefined ? {} : quantityOf(quantity);
        const value = await api.get<Releasability>(`${address(lot)}/releasability`, {
          plant,
          action,
          purpose,
          quantity: amount,
          unit,
          to,
          order,
          customer,
        });
        return { value, text: gateInWords(value), failed: !value.releasable };
      }),
    );
  group
    .command('genealogy <lot>')
    .description('What was made of it, or what it was made of')
    .addOption(
      choice('--direction <direction>', 'forward: what was made of it', DIRECTIONS).default('forward'),
    )
    .addHelpText(
      'after',
      examples('lots genealogy BAR-3:H-7780', 'lots genealogy BRACKET-100:L-0102 --direction backward'),
    )
    .action(
      asking<[string], { direction: string }>(async ({ api, options: { direction } }, lot) => {
        const value = await api.get<Genealogy>(`${address(lot)}/genealogy`, { direction });
        return { value, text: genealogyInWords(value) };
      }),
    );
}

async function listed({ api, options: { name, item, plant, held } }: Work<ListOptions>): Promise<Found> {
  const query = { name, item, plant, ...(held && { held: 'true' }) };
  const value = await api.get<{ items: LotSummary[] }>('/v1/lots', query);
  const rows = value.items.map((one) => [
    one.lot,
    `${one.quantity.value} ${one.quantity.unit}`,
    one.plants.join(', '),
    one.held ? 'held' : '',
    one.updatedAt,
  ]);
  return { value, text: table(['lot', 'quantity', 'plants', 'held', 'told of'], rows) };
}

async function shown({ api }: Pick<Work<object>, 'api'>, lot: string): Promise<Found> {
  const value = await api.get<Lot>(address(lot));
  const head = list({
    lot: value.lot,
    quantity: `${value.quantity.value} ${value.quantity.unit}`,
    known: value.known ? 'yes' : 'no',
    supplier: value.supplier && `${value.supplier} ${value.supplierLot ?? ''}`,
    holds: value.holds.join(', '),
  });
  const stock = table(
    ['plant', 'location', 'quantity', 'status', 'owner', 'special'],
    value.stock.map((one) => [one.plant, one.location, one.quantity, one.status, one.owner, one.special]),
  );
  return { value, text: `${head}\n\n${stock}` };
}

const gateInWords = (answer: Releasability): string =>
  list({
    lot: answer.lot,
    [answer.action]: answer.releasable ? 'yes' : 'no',
    'at most': `${answer.releasableQuantity.value} ${answer.releasableQuantity.unit}`,
    'blocked by': answer.blockedBy
      .map((one) => ('hold' in one ? `${one.hold} (${one.reason})` : one.rule))
      .join(', '),
    allowed: answer.allowed
      .map(({ purpose, to, quantity }) => `${quantity.value} ${quantity.unit} to ${to ?? purpose}`)
      .join(', '),
    'as of': answer.asOf,
  });

const genealogyInWords = ({ nodes, edges, gaps }: Genealogy): string =>
  [
    table(
      ['depth', 'lot', 'plant', 'quantity', 'held'],
      nodes.map((one) => [
        one.depth,
        one.lot,
        one.plant,
        `${one.quantity.value} ${one.quantity.unit}`,
        one.held ? 'held' : '',
      ]),
    ),
    table(
      ['of', 'was made', 'with', 'by'],
      edges.map((one) => [one.from, one.to, `${one.quantity.value} ${one.quantity.unit}`, one.system]),
    ),
    ...(gaps.length === 0
      ? []
      : [
          table(
            ['gap', 'lot', 'what'],
            gaps.map((one) => [one.code, one.lot, one.text]),
          ),
        ]),
  ].join('\n\n');
