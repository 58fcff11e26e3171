import type { AuditRow } from '../../client/openapi';
import { Dialog } from '../../parts/dialog';
import { Facts } from '../../parts/facts';
import { IdLink } from '../../parts/id-link';
import { At } from '../../parts/time';
import { Who } from './who';

/** One row, whole: what was, what is since, and the hashes that keep it where it is. */
export function RowDialog({ of, onClose }: { of: AuditRow; onClose: () => void }) {
  return (
    <Dialog title={`Row ${of.number} of ${of.transaction}`} onClose={onClose}>
      <Facts
        of={{
          What: of.action,
          Of: <IdLink id={of.subject} />,
          Who: <Who of={of.who} />,
          When: <At at={of.at} />,
          Why: of.why,
          Rule: of.rule,
        }}
      />
      <pre>{JSON.stringify(of, null, 2)}</pre>
    </Dialog>
  );
}
