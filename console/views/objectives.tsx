import type { Objective } from '../client/openapi';
import { useResource } from '../live/use-resource';
import { Badge, type Tone } from '../parts/badge';
import { Page } from '../parts/page';
import { Shown } from '../parts/shown';
import { type Column, Table } from '../parts/table';
import { count } from '../parts/words';

const NAMES: Readonly<Record<Objective['objective'], string>> = {
  propagation: 'A system is seen to hold what was to be held',
  release: 'A production order is released',
};
/** Of a budget, the share below which somebody should look. */
const LITTLE = 0.25;
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 2 });

const COLUMNS: readonly Column<Objective>[] = [
  { name: 'Promise', of: ({ objective }) => NAMES[objective] },
  { name: 'Tier', of: ({ tier }) => tier },
  { name: 'Promised', of: ({ share, seconds }) => `${percent.format(share)} within ${seconds} s` },
  {
    name: 'Kept',
    of: ({ measured }) => (measured === null ? '–' : percent.format(measured)),
    isFigure: true,
  },
  { name: 'Late', of: ({ bad, good }) => `${bad} of ${bad + good}`, isFigure: true },
  { name: 'May still be late', of: (objective) => <Budget of={objective} /> },
];

/** What is promised of each tier, how well it was kept, and what is left of its budget. */
export function Objectives() {
  const objectives = useResource('listObjectives', {}, { wakes: () => false, every: () => 60_000 });
  return (
    <Page title="Objectives">
      <Shown
        of={objectives}
        what="objectives"
        empty={{ when: ({ items }) => items.length === 0, say: 'The topology promises nothing of any tier.' }}
      >
        {({ items }) => (
          <>
            <p>Over the last {count(items[0]!.windowDays, 'day')}.</p>
            <Table
              caption="Objectives"
              columns={COLUMNS}
              rows={items}
              keyOf={({ objective, tier }) => `${objective} ${tier}`}
            />
          </>
        )}
      </Shown>
    </Page>
  );
}

function Budget({ of: { budget } }: { of: Objective }) {
  if (budget.left === null) return <Badge tone="off">not measured</Badge>;
  const tone: Tone = budget.left <= 0 ? 'bad' : budget.left < LITTLE ? 'warn' : 'good';
  return <Badge tone={tone}>{budget.left <= 0 ? 'overspent' : `${percent.format(budget.left)} left`}</Badge>;
}
