import type { Finding } from '../../client/openapi';
import { Badge } from '../../parts/badge';
import { Section } from '../../parts/page';
import { Table } from '../../parts/table';
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
        <Table
          caption="Findings"
          rows={[...errors, ...warnings]}
          keyOf={({ code, plant, system, subject }) => `${code}/${plant}/${system}/${subject}`}
          columns={[
            { name: 'About', of: ({ subject }) => subject },
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
            { name: 'Found by', of: ({ system }) => (system === null ? 'Interlock' : systemName(system)) },
            { name: 'Plant', of: ({ plant }) => (plant === null ? 'all plants' : plantName(plant)) },
          ]}
        />
      )}
    </Section>
  );
}
