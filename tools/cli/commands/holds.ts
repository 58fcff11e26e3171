import type { Command } from 'commander';
import type { BlastRadius } from '../../../contracts/blast-radius';
import { HOLD_STATES, type Hold, type HoldRequest } from '../../../contracts/hold';
import { bodyOf } from '../body';
import { all, asking, choice, examples, quantityOf, referenceOf } from '../run';
import { list, table } from '../table';
import { holdDecisions } from './hold-decisions';

export const holdAddress = (id: string): string => `/v1/quality-holds/${encodeURIComponent(id)}`;

interface Filter {
  readonly state?: string;
  readonly plant?: string;
  readonly lot?: string;
}

/** `holds`, `holds show|preview|place|add|…`, and `hold <id>` for `holds show <id>` */
export function holds(program: Command): void {
  const group = program
    .command('holds')
    .description('Quality holds, and what is done about them')
    .addHelpText(
      'after',
      examples(
        'holds --state open --plant lyon',
        'holds show QH-RQ90Z2WJTRPDM',
        'holds place --plant lyon --lot PIN-10:L-0417 --severity critical --code dimension --reason "9.89 mm, limit 9.95"',
        'holds dispose QH-RQ90Z2WJTRPDM --as quality --lot PIN-10:L-0417 --quantity "1 EA" --decision scrap --reason undersize --reference MRB-77',
      ),
    );
  group
    .command('list', { isDefault: true })
    .description('Holds, newest first; what `holds` alone does')
    .addOption(choice('--state <state>', 'how far it is', HOLD_STATES))
    .option('--plant <plant>', 'that raised it')
    .option('--lot <lot>', 'that it covers')
    .action(
      asking<[], Filter>(async ({ api, options: { state, plant, lot } }) => {
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
  for (const [parent, name] of [
    [group, 'show <hold>'],
    [program, 'hold <hold>'],
  ] as const)
    parent
      .command(name, { hidden: parent === program })
      .description('One hold: what it covers, and what each system was seen to say')
      .addHelpText(
        'after',
        examples('holds show QH-RQ90Z2WJTRPDM', 'holds show QH-RQ90Z2WJTRPDM --json | jq .targets'),
      )
      .action(
        asking<[string]>(async ({ api }, id) => {
          const value = await api.get<Hold>(holdAddress(id));
          return { value, text: holdInWords(value) };
        }),
      );
  scoped(group.command('preview'))
    .description('What a hold would reach: material, orders, shipments, customers; nothing is changed')
    .addHelpText('after', examples('holds preview --plant lyon --supplier-lot forges-du-rhone/HEAT-7780'))
    .action(
      asking<[], ScopeOptions>(async ({ api, options }) => {
        const value = await api.post<BlastRadius>('/v1/quality-holds/preview', requestOf(options));
        return { value, text: radiusInWords(value) };
      }),
    );
  scoped(group.command('place'))
    .description('Hold material, now and in every system')
    .addHelpText(
      'after',
      examples(
        'holds place --plant lyon --lot PIN-10:L-0415 --lot PIN-10:L-0416 --severity major --code dimension --reason "same shift, same machine"',
        'holds place --body hold.json',
      ),
    )
    .action(
      asking<[], ScopeOptions>(async ({ api, options }) => {
        const value = await api.post<Hold>('/v1/quality-holds', requestOf(options));
        return { value, text: holdInWords(value) };
      }),
    );
  group
    .command('add <hold> <lots...>')
    .description('Hold more lots under a hold')
    .addHelpText('after', examples('holds add QH-RQ90Z2WJTRPDM PIN-10:L-0415 PIN-10:L-0416'))
    .action(
      asking<[string, string[]]>(async ({ api }, id, names) => {
        const body = { lots: names.map((lot) => ({ lot })) };
        const value = await api.post<Hold>(`${holdAddress(id)}/lots`, body);
        return { value, text: holdInWords(value) };
      }),
    );
  holdDecisions(group);
}

interface ScopeOptions {
  readonly body?: string;
  readonly plant?: string;
  readonly lot?: readonly string[];
  readonly part?: string;
  readonly serial?: readonly string[];
  readonly supplierLot?: readonly string[];
  readonly order?: readonly string[];
  readonly severity: string;
  readonly code: string;
  readonly reason?: string;
  readonly nonconformance?: string;
}

const scoped = (command: Command): Command =>
  command
    .option('--plant <plant>', 'who raises it; it covers the material wherever it lies')
    .option('--lot <lot>', 'a lot; may be given again', all)
    .option('--part <quantity>', 'of one lot, only so much of it, such as "40 EA"')
    .option('--serial <serial>', 'a serial; may be given again', all)
    .option(
      '--supplier-lot <supplier/lot>',
      'everything of what a supplier delivered; may be given again',
      all,
    )
    .option('--order <order>', 'everything that a production order made and makes; may be given again', all)
    .addOption(
      choice('--severity <severity>', 'how bad it is', ['critical', 'major', 'minor']).default('major'),
    )
    .option('--code <code>', 'of the reason, such as dimension', 'other')
    .option('--reason <text>', 'why')
    .option(
      '--nonconformance <system/number>',
      'such as qms/NC-2026-0117; without it the QMS is told to raise one',
    )
    .option(
      '--body <file>',
      'the request as the API takes it, instead of all options; - for what is piped in',
    );

function requestOf(options: ScopeOptions): unknown {
  if (options.body !== undefined) return bodyOf(options.body);
  const { plant = '', lot, part, serial, supplierLot, order, severity, code, reason = '' } = options;
  const request: Omit<HoldRequest, 'severity' | 'releaseCondition' | 'scope'> = {
    nonconformance: options.nonconformance === undefined ? null : referenceOf(options.nonconformance),
    plant,
    reason: { code, text: reason },
  };
  const scope = {
    ...(lot && {
      lots: lot.map((one) => ({ lot: one, ...(part !== undefined && { quantity: quantityOf(part) }) })),
    }),
    ...(serial && { serials: serial }),
    ...(supplierLot && {
      supplierLots: supplierLot
        .map(referenceOf)
        .map(({ system, id }) => ({ supplier: system, supplierLot: id })),
    }),
    ...(order && { orders: order }),
  };
  return { ...request, severity, scope };
}

/** A hold, its lots, and its targets. */
export const holdInWords = (hold: Hold): string =>
  [
    list({
      hold: hold.id,
      transaction: hold.transaction,
      state: `${hold.state}, ${hold.containment}`,
      plant: hold.plant,
      reason: hold.reason.text,
      nonconformance: hold.nonconformance && `${hold.nonconformance.system}/${hold.nonconformance.id}`,
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
    ...(hold.dispositions.length === 0
      ? []
      : [
          table(
            ['disposition', 'decision', 'lot', 'quantity', 'state', 'by'],
            hold.dispositions.map((one) => [
              one.id,
              one.decision,
              one.lot,
              `${one.quantity.value} ${one.quantity.unit}`,
              one.state,
              one.decidedBy.name,
            ]),
          ),
        ]),
    ...(hold.residual.length === 0
      ? []
      : [
          table(
            ['residual', 'lot', 'quantity', 'is', 'by', 'customer', 'answer'],
            hold.residual.map((one) => [
              one.id,
              one.lot,
              `${one.quantity.value} ${one.quantity.unit}`,
              one.kind,
              one.reference,
              one.customer,
              one.answer?.action,
            ]),
          ),
        ]),
  ].join('\n\n');

const radiusInWords = (radius: BlastRadius): string =>
  [
    table(
      ['lot', 'quantity', 'where', 'held by'],
      radius.lots.map(({ lot, quantity, stock, heldBy }) => [
        lot,
        `${quantity.value} ${quantity.unit}`,
        stock.map((one) => `${one.quantity} at ${one.location} (${one.plant})`).join(', '),
        heldBy.join(', '),
      ]),
    ),
    list({
      plants: radius.plants.join(', '),
      orders: radius.orders.join(', '),
      shipments: radius.shipments.join(', '),
      customers: radius.customers.join(', '),
      'did not answer': radius.unanswered.join(', '),
    }),
  ].join('\n\n');
