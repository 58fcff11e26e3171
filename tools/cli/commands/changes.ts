import type { Command } from 'commander';
import {
  CHANGE_DECISIONS,
  CHANGE_STATES,
  OBJECTS,
  ON_CONFLICT,
  type EngineeringChange,
  type Preflight,
  type Withdrawal,
} from '../../../contracts/engineering-change';
import { Usage } from '../place';
import { all, asking, choice, examples, referenceOf } from '../run';
import { list, table } from '../table';

const address = (id: string) => `/v1/engineering-changes/${encodeURIComponent(id)}`;

/** `changes`, `changes show|preflight|request|decide|withdraw`, and `change <id>` for `changes show <id>` */
export function changes(program: Command): void {
  const group = program
    .command('changes')
    .description('Engineering changes, how far each plant is, and what is done about them')
    .addHelpText(
      'after',
      examples(
        'changes --plant lyon',
        'changes show EC-SCK67F979CQMH',
        'changes preflight plm/ECO-1042 --plant lyon',
      ),
    );
  group
    .command('list', { isDefault: true })
    .description('Changes, newest first; what `changes` alone does')
    .addOption(choice('--state <state>', 'of some plant', CHANGE_STATES))
    .option('--plant <plant>')
    .option('--number <number>', 'in the PLM')
    .action(
      asking<[], { state?: string; plant?: string; number?: string }>(
        async ({ api, options: { state, plant, number } }) => {
          const value = await api.get<{ items: EngineeringChange[] }>('/v1/engineering-changes', {
            state,
            plant,
            change: number,
          });
          const rows = value.items.map((one) => [
            one.id,
            one.change.id,
            one.state,
            one.items.map(({ item, from, to }) => `${item} ${from}→${to}`).join(', '),
            one.plants.map((at) => `${at.plant} ${at.state}`).join(', '),
          ]);
          return { value, text: table(['change', 'number', 'state', 'items', 'plants'], rows) };
        },
      ),
    );
  for (const [parent, name] of [
    [group, 'show <change>'],
    [program, 'change <change>'],
  ] as const)
    parent
      .command(name, { hidden: parent === program })
      .description('One change: findings, plants, and what each system was seen to say')
      .addHelpText('after', examples('changes show EC-SCK67F979CQMH'))
      .action(
        asking<[string]>(async ({ api }, id) => {
          const value = await api.get<EngineeringChange>(address(id));
          return { value, text: changeInWords(value) };
        }),
      );
  effective(group.command('preflight <system/number>'))
    .description(
      'What stands in its way at these plants, and what of the old revision is open; changes nothing',
    )
    .addHelpText('after', examples('changes preflight plm/ECO-1042 --plant lyon --as engineering'))
    .action(
      asking<[string], EffectivityOptions>(async ({ api, options }, change) => {
        const value = await api.post<Preflight>(
          '/v1/engineering-changes/preflight',
          requestOf(change, options),
        );
        const affected = table(
          ['object', 'id', 'plant', 'quantity', 'decision'],
          value.affected.map((one) => [
            one.object,
            one.id,
            one.plant,
            `${one.quantity.value} ${one.quantity.unit}`,
            one.decision,
          ]),
        );
        return { value, text: `${findingsInWords(value.findings)}\n\n${affected}`, failed: !value.ok };
      }),
    );
  effective(group.command('request <system/number>'))
    .description('Release an approved change at these plants')
    .addOption(choice('--on-conflict <what>', 'where another change has its items', ON_CONFLICT))
    .addHelpText(
      'after',
      examples(
        'changes request plm/ECO-1042 --plant lyon --as engineering',
        'changes request plm/ECO-1043 --plant monterrey --date 2026-12-01 --on-conflict queue',
      ),
    )
    .action(
      asking<[string], EffectivityOptions>(async ({ api, options }, change) => {
        const value = await api.post<EngineeringChange>(
          '/v1/engineering-changes',
          requestOf(change, options),
        );
        return { value, text: changeInWords(value) };
      }),
    );
  group
    .command('decide <change> <plant>')
    .description('Decide what becomes of an order, stock or purchase of the old revision')
    .addOption(choice('--object <object>', 'what it is', OBJECTS).makeOptionMandatory())
    .requiredOption('--id <id>', 'which')
    .addOption(choice('--decision <decision>', 'what becomes of it', CHANGE_DECISIONS).makeOptionMandatory())
    .requiredOption('--assessed <quantity>', 'how much of it was seen when it was decided, such as 120')
    .addHelpText(
      'after',
      examples(
        'changes decide EC-SCK67F979CQMH lyon --object order --id PO-7001 --decision finish-on-old --assessed 120',
      ),
    )
    .action(
      asking<[string, string], { object: string; id: string; decision: string; assessed: string }>(
        async ({ api, options }, change, plant) => {
          const { object, id, decision, assessed } = options;
          const body = { object, id, plant, decision, quantityAssessed: assessed };
          const value = await api.post<EngineeringChange>(`${address(change)}/decisions`, body);
          return { value, text: changeInWords(value) };
        },
      ),
    );
  group
    .command('withdraw <change>')
    .description('Stop it at every plant that has not passed its pivot')
    .requiredOption('--reason <text>', 'why, for the audit')
    .addHelpText('after', examples('changes withdraw EC-SCK67F979CQMH --reason "the press tool is late"'))
    .action(
      asking<[string], { reason: string }>(async ({ api, options: { reason } }, id) => {
        const value = await api.post<Withdrawal>(`${address(id)}/withdrawal`, { reason });
        return {
          value,
          text: list({ stops: value.plants.join(', '), 'goes forward': value.forward.join(', ') }),
        };
      }),
    );
}

interface EffectivityOptions {
  readonly plant?: readonly string[];
  readonly date?: string;
  readonly onConflict?: string;
}

const effective = (command: Command): Command =>
  command
    .option('--plant <plant>', 'where; may be given again', all)
    .option('--date <day>', "with the first shift of that day by the plant's own clock; without it at once");

function requestOf(change: string, { plant, date, onConflict }: EffectivityOptions): object {
  if (!plant) throw new Usage('--plant is missing: say where.');
  const effectivity =
    date === undefined ? { kind: 'immediate' } : { kind: 'date', localDate: date, at: 'shift-start' };
  return {
    change: referenceOf(change),
    plants: plant.map((one) => ({ plant: one, effectivity })),
    ...(onConflict !== undefined && { onConflict }),
  };
}

const findingsInWords = (findings: EngineeringChange['findings']): string =>
  table(
    ['severity', 'code', 'plant', 'finding'],
    findings.map((one) => [one.severity, one.code, one.plant, one.text]),
  );

const changeInWords = (change: EngineeringChange): string =>
  [
    list({
      change: `${change.id} (${change.change.id})`,
      state: change.state,
      transaction: change.transaction,
      ...Object.fromEntries(
        change.plants.flatMap(({ plant, waitsFor }) =>
          waitsFor === null ? [] : [[`${plant} waits for`, waitsFor]],
        ),
      ),
    }),
    findingsInWords(change.findings),
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
