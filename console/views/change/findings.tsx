import type { Finding } from '../../client/openapi';
import { Badge } from '../../parts/badge';
import { IdLink } from '../../parts/id-link';
import { Section } from '../../parts/page';
import { Pages } from '../../parts/pages';
import { type Column, Table } from '../../parts/table';
import { count, plantName, systemName } from '../../parts/words';

/** What was found wrong, errors first: an error stops the change, a warning is to be known. */
export function Findings({ of, title = 'Findings' }: { of: readonly Finding[]; title?: string }) {
  const errors = of.filter(({ severity }) => severity === 'error');
  const warnings = of.filter(({ severity }) => severity === 'warning');
  return (
    <Section
      title={title}
      aside={
        of.length > 0 && (
          <span>
            {count(errors.length, 'error')}, {count(warnings.length, 'warning')}
          </span>
        )
      }
    >
      {of.length === 0 ? (
        <p class="empty">Nothing was found wrong.</p>
      ) : (
        <Pages name={title.toLowerCase()} rows={[...errors, ...warnings]} size={20}>
          {(shown) => <Table caption="Findings" rows={shown} keyOf={keyOf} columns={COLUMNS} />}
        </Pages>
      )}
    </Section>
  );
}

const keyOf = ({ code, plant, system, subject }: Finding): string => `${code}/${plant}/${system}/${subject}`;

const COLUMNS: readonly Column<Finding>[] = [
  { name: 'About', of: ({ subject }) => <IdLink id={subject} /> },
  {
    name: 'Severity',
    of: ({ severity }) => <Badge tone={severity === 'error' ? 'bad' : 'warn'}>{severity}</Badge>,
  },
  {
    name: 'What',
    of: ({ text, code }) => (
      <>
        {text} <code>{code}</code>
      </>
    ),
  },
  {
    name: 'Found by',
    of: ({ system }) => <span class="whole">{system === null ? 'Interlock' : systemName(system)}</span>,
  },
  {
    name: 'Plant',
    of: ({ plant }) => <span class="whole">{plant === null ? 'all plants' : plantName(plant)}</span>,
  },
];
