import type { Command } from 'commander';
import type { AuditRow } from '../../../contracts/record';
import type { z } from 'zod';
import { Refused } from '../client';
import { asking, examples } from '../run';
import { table } from '../table';

/** `trace <transaction>` */
export function trace(program: Command): void {
  program
    .command('trace <transaction>')
    .description('What was done in a transaction, by whom and why, in time order')
    .addHelpText('after', examples('trace TX-4CDQ8V4M2K9RT'))
    .action(
      asking<[string]>(async ({ api }, transaction) => {
        const value = await api.get<{ items: z.infer<typeof AuditRow>[] }>('/v1/audit', {
          transaction,
          limit: '200',
        });
        if (value.items.length === 0) throw new Refused(`There is no transaction ${transaction}.`);
        const rows = value.items.map((row) => [row.at, row.who.name, row.action, row.subject, row.why]);
        return { value, text: table(['at', 'who', 'did', 'to', 'why'], rows) };
      }),
    );
}
