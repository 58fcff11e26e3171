import type { Target } from '../../client/openapi';
import { Badge } from '../../parts/badge';
import { Dialog } from '../../parts/dialog';
import { figure } from '../../parts/quantity';
import { type Column, Table } from '../../parts/table';
import { At } from '../../parts/time';
import { systemName, TARGET } from '../../parts/words';
import type { Row } from './containment';

const when = (at: string | null) => (at === null ? '–' : <At at={at} />);

export const STEPS: readonly Column<Target>[] = [
  { name: 'System', of: ({ system }) => systemName(system) },
  {
    name: 'Wanted',
    of: ({ desired: { state, quantity } }) => `${state}${quantity === null ? '' : ` ${figure(quantity)}`}`,
  },
  { name: 'Status', of: ({ status }) => <Badge tone={TARGET[status]}>{status}</Badge> },
  { name: 'Asked', of: ({ askedAt }) => when(askedAt) },
  { name: 'Acknowledged', of: ({ acknowledgedAt }) => when(acknowledgedAt) },
  { name: 'Observed', of: ({ observedAt }) => when(observedAt) },
  { name: 'Before', of: ({ prior }) => prior ?? '–' },
  {
    name: 'Generation',
    of: ({ generation, observedGeneration }) =>
      observedGeneration === generation ? generation : `${generation}, observed ${observedGeneration}`,
  },
  { name: 'It says', of: ({ note }) => note ?? '–' },
  {
    name: 'Exception',
    of: ({ exception }) =>
      exception === null ? '–' : <a href={`/console/exceptions/${exception}`}>{exception}</a>,
  },
];

/** How far each system is with one lot: when it was asked, when it answered, when it was read back, and what it says. */
export const Steps = ({ row: { id, targets }, onClose }: { row: Row; onClose: () => void }) => (
  <Dialog title={`${id} in every system`} onClose={onClose}>
    <Table
      caption={`Steps of ${id}`}
      columns={STEPS}
      rows={Object.values(targets)}
      keyOf={(target) => target.id}
    />
  </Dialog>
);
