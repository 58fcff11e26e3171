import type { Command } from 'commander';
import type { ExceptionItem } from '../../../contracts/exception';
import { Usage } from '../place';
import { asking, choice, examples } from '../run';
import { list, table } from '../table';

const address = (id: string) => `/v1/exceptions/${encodeURIComponent(id)}`;

/** `exceptions`, `exceptions show|retry|amend|skip|withdraw <id>` */
export function exceptions(program: Command): void {
  const queue = program
    .command('exceptions')
    .description('The support queue: steps that wait for a person')
    .addHelpText(
      'after',
      examples(
        'exceptions --system erp',
        'exceptions show EX-…',
        'exceptions retry EX-… --reason "the line is back"',
        'exceptions amend EX-… --reason month-end --payload \'{ "postingDate": "2026-12-01" }\'',
      ),
    );
  queue
    .command('list', { isDefault: true })
    .description('Steps, oldest first; what `exceptions` alone does')
    .addOption(
      choice('--state <state>', 'whether somebody or something has closed it', ['open', 'closed']).default(
        'open',
      ),
    )
    .option('--plant <plant>')
    .option('--system <system>')
    .action(
      asking<[], { state: string; plant?: string; system?: string }>(
        async ({ api, options: { state, plant, system } }) => {
          const value = await api.get<{ items: ExceptionItem[] }>('/v1/exceptions', { state, plant, system });
          const rows = value.items.map((one) => [
            one.id,
            one.state,
            one.plant,
            one.system,
            one.step,
            one.openedAt,
            one.reason.text,
          ]);
          return {
            value,
            text: table(['exception', 'state', 'plant', 'system', 'step', 'opened', 'reason'], rows),
          };
        },
      ),
    );
  queue
    .command('show <exception>')
    .description('One of them: what was asked, what the system answered, what can be done')
    .addHelpText('after', examples('exceptions show EX-RQ90Z2WJTRPDM'))
    .action(
      asking<[string]>(async ({ api }, id) => {
        const value = await api.get<ExceptionItem>(address(id));
        return { value, text: inWords(value) };
      }),
    );
  for (const action of ['retry', 'amend', 'skip', 'withdraw'] as const) {
    const command = queue
      .command(`${action} <exception>`)
      .description(WORDS[action])
      .requiredOption('--reason <text>', 'why, for the audit');
    command.addHelpText('after', examples(EXAMPLES[action]));
    if (action === 'amend') command.requiredOption('--payload <json>', 'the fields to mend');
    command.action(
      asking<[string], { reason: string; payload?: string }>(
        async ({ api, options: { reason, payload } }, id) => {
          const body = { action, reason, ...(payload !== undefined && { payload: parsed(payload) }) };
          const value = await api.post<ExceptionItem>(`${address(id)}/resolution`, body);
          return { value, text: inWords(value) };
        },
      ),
    );
  }
}

const WORDS = {
  retry: 'Ask again at once',
  amend: 'Mend a technical field, and ask again',
  skip: 'Leave out what only tidies',
  withdraw: 'Take back what it belongs to: the change at that plant, the disposition, the order',
};

const EXAMPLES = {
  retry: 'exceptions retry EX-RQ90Z2WJTRPDM --reason "the line is back"',
  amend: 'exceptions amend EX-RQ90Z2WJTRPDM --reason month-end --payload \'{ "postingDate": "2026-12-01" }\'',
  skip: 'exceptions skip EX-RQ90Z2WJTRPDM --reason "the QMS was told by telephone"',
  withdraw: 'exceptions withdraw EX-RQ90Z2WJTRPDM --reason "decided otherwise"',
};

function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch (error) {
    throw new Usage(`--payload is no JSON: ${(error as Error).message}.`);
  }
}

const inWords = (one: ExceptionItem): string =>
  `${list({
    exception: one.id,
    transaction: one.transaction,
    state: one.state,
    plant: one.plant,
    system: one.system,
    step: one.step,
    subject: one.subject && `${one.subject.kind} ${one.subject.id}`,
    reason: one.reason.text,
    attempts: one.attempts,
    'may be': one.resolutions.join(', '),
  })}\n\n${JSON.stringify(one.payload, null, 2)}`;
