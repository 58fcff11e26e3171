import type { Command } from 'commander';
import type { TransactionSummary } from '../../../contracts/story';
import { filterOf, transactionsTable } from '../find';
import { asking, examples } from '../run';

/** `transactions` */
export function transactions(program: Command): void {
  program
    .command('transactions [what]')
    .description(
      'Transactions, newest first; of a hold, change, order, exception, event, lot or trace where one is named',
    )
    .addHelpText('after', examples('transactions', 'transactions PIN-10:L-0417', 'transactions NC-2026-0117'))
    .action(
      asking<[string | undefined]>(async ({ api }, what) => {
        const filter = what === undefined ? {} : filterOf(what);
        const value = await api.get<{ items: TransactionSummary[] }>('/v1/transactions', filter);
        return { value, text: transactionsTable(value.items) };
      }),
    );
}
