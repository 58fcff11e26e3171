import { useState } from 'preact/hooks';
import type { Query } from '../client/call';
import type { AuditRow } from '../client/openapi';
import { useResource } from '../live/use-resource';
import { Filters } from '../parts/filters';
import { IdLink } from '../parts/id-link';
import { Page } from '../parts/page';
import { Shown } from '../parts/shown';
import { type Column, Table } from '../parts/table';
import { At } from '../parts/time';
import { useQuery } from '../parts/use-query';
import { useMay } from '../session';
import { Export } from './audit/export';
import { RowDialog } from './audit/row-dialog';
import { Verification } from './audit/verification';
import { Who } from './audit/who';

const REFUSED = '*.refused';

const keyOf = ({ transaction, number }: AuditRow): string => `${transaction}/${number}`;

const COLUMNS: readonly Column<AuditRow>[] = [
  { name: 'Of', of: ({ subject }) => <IdLink id={subject} /> },
  { name: 'Who', of: ({ who }) => <Who of={who} /> },
  { name: 'Why', of: ({ why }) => why ?? '–' },
  { name: 'Rule', of: ({ rule }) => (rule === undefined ? '–' : <code>{rule}</code>) },
  { name: 'When', of: ({ at }) => <At at={at} /> },
  { name: 'Transaction', of: ({ transaction }) => <IdLink id={transaction} /> },
];

/** Every state change, newest first: who, what, when, why, by which rule; and whether anybody has tampered with it. */
export function Audit() {
  const { query, address, go } = useQuery();
  const may = useMay();
  const [isExporting, setExporting] = useState(false);
  const rows = useResource(
    'listAudit',
    { query: questionOf(query) },
    { wakes: () => query.cursor === undefined },
  );
  const opened = rows.data?.items.find((row) => keyOf(row) === query.row);
  return (
    <Page
      title="Audit"
      lead={
        may('exportAudit') && (
          <button type="button" class="plain" onClick={() => setExporting(true)}>
            Export …
          </button>
        )
      }
    >
      {may('verifyAudit') && <Verification />}
      <Filters
        forget={['cursor', 'row']}
        of={[
          { key: 'transaction', name: 'Transaction', placeholder: 'TX-…' },
          { key: 'action', name: 'Action', placeholder: 'quality-hold.*' },
          {
            key: 'by',
            name: 'Who',
            choices: [['all', 'Interlock’s own steps, too']],
            none: 'People and systems',
          },
          { key: 'refused', name: 'Outcome', choices: [['1', 'Refused only']] },
        ]}
      />
      <Shown
        of={rows}
        what="audit rows"
        empty={{ when: ({ items }) => items.length === 0, say: 'No such row.' }}
      >
        {({ items, next }) => (
          <>
            <Table
              caption="Audit, newest first"
              columns={[
                { name: 'What', of: (row) => <a href={address({ row: keyOf(row) })}>{row.action}</a> },
                ...COLUMNS,
              ]}
              rows={items}
              keyOf={keyOf}
            />
            <nav class="pager" aria-label="Pages">
              {query.cursor !== undefined && <a href={address({ cursor: null })}>Newest</a>}
              {next !== null && <a href={address({ cursor: next })}>Older</a>}
            </nav>
          </>
        )}
      </Shown>
      {opened && <RowDialog of={opened} onClose={() => go({ row: null })} />}
      {isExporting && <Export transaction={query.transaction ?? ''} onClose={() => setExporting(false)} />}
    </Page>
  );
}

/** What was refused is an action, too: where only that is wanted, an action of one's own is not asked for beside it. */
function questionOf({
  transaction,
  action,
  refused,
  by,
  cursor,
}: Readonly<Record<string, string | undefined>>): Query<'listAudit'> {
  return {
    order: 'newest',
    limit: 50,
    ...(transaction !== undefined && { transaction }),
    ...(refused === undefined ? action !== undefined && { action } : { action: REFUSED }),
    ...(by === undefined && { by: 'others' as const }),
    ...(cursor !== undefined && { cursor }),
  };
}
