import type { TransactionSummary } from '../../client/openapi';
import { useResource } from '../../live/use-resource';
import { Section } from '../../parts/page';
import { Shown } from '../../parts/shown';
import { type Column, Table } from '../../parts/table';
import { At } from '../../parts/time';
import { plantName } from '../../parts/words';

const COLUMNS: readonly Column<TransactionSummary>[] = [
  {
    name: 'Transaction',
    of: ({ transaction }) => <a href={`/console/transactions/${transaction}`}>{transaction}</a>,
  },
  { name: 'About', of: ({ kind, subject }) => `${kind.replace('-', ' ')} ${subject}` },
  { name: 'State', of: ({ state }) => state ?? '–' },
  { name: 'Plant', of: ({ plant }) => (plant === null ? '–' : plantName(plant)) },
  { name: 'Begun', of: ({ begunAt }) => <At at={begunAt} /> },
];

/** Transactions that the lot has a part in: each has its whole story. */
export function Transactions({ lot }: { lot: string }) {
  const found = useResource('listTransactions', { query: { lot, limit: 50 } });
  return (
    <Section title="Transactions">
      <Shown
        of={found}
        what="transactions"
        empty={{ when: ({ items }) => items.length === 0, say: 'It had a part in none.' }}
      >
        {({ items, next }) => (
          <>
            <Table
              caption="Transactions, newest first"
              columns={COLUMNS}
              rows={items}
              keyOf={({ transaction }) => transaction}
            />
            {next !== null && <p>And older ones.</p>}
          </>
        )}
      </Shown>
    </Section>
  );
}
