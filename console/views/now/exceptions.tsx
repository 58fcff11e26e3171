import type { Overview } from '../../client/openapi';
import { Badge } from '../../parts/badge';
import { Section } from '../../parts/page';
import { Table } from '../../parts/table';
import { Since } from '../../parts/time';
import { plantName } from '../../parts/words';

/** What waits for a person, by plant and product family, the oldest first. */
export function ExceptionsNow({ of }: { of: Overview['exceptions'] }) {
  return (
    <Section title="Exceptions" aside={of.length > 0 && <a href="/console/exceptions">Support queue</a>}>
      {of.length === 0 ? (
        <p class="empty">Nothing waits for a person.</p>
      ) : (
        <Table
          caption="Open exceptions by plant and product family"
          rows={of}
          keyOf={({ plant, productFamily }) => `${plant}/${productFamily}`}
          columns={[
            {
              name: 'Plant',
              of: ({ plant, productFamily }) => (
                <a
                  href={`/console/exceptions?${new URLSearchParams({ state: 'open', plant, productFamily })}`}
                >
                  {plantName(plant)}
                </a>
              ),
            },
            { name: 'Product family', of: ({ productFamily }) => productFamily },
            { name: 'Open', of: ({ open }) => open, isFigure: true },
            {
              name: 'Escalated',
              of: ({ escalated }) => (escalated > 0 ? <Badge tone="bad">{escalated}</Badge> : '0'),
              isFigure: true,
            },
            { name: 'Oldest', of: ({ oldestAt }) => <Since at={oldestAt} />, isFigure: true },
          ]}
        />
      )}
    </Section>
  );
}
