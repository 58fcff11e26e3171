import type { Command } from 'commander';
import type { AuditRow } from '../../../contracts/record';
import type { z } from 'zod';
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
        const value = await api.get<{ audit: z.infer<typeof AuditRow>[] }>(
          `/v1/transactions/${encodeURIComponent(transaction)}`,
        );
        const rows = value.audit.map((row) => [row.at, row.who.name, row.action, row.subject, row.why]);
        return { value, text: table(['at', 'who', 'did', 'to', 'why'], rows) };
      }),
    );
}
